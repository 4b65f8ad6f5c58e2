// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who uses the engine builds or resolves what measures it. Only what asks for
// single operators, and for the audio module, is Swift; the whole network is run by the command line, and the table made by bench.py.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "MultiTask", path: "..")],
    targets: [
        .executableTarget(
            name: "OperatorBenchmark", dependencies: [.product(name: "Tensor", package: "MultiTask")],
            swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")]),
        .executableTarget(
            name: "AudioBenchmark", dependencies: [.product(name: "Audio", package: "MultiTask")],
            swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")]),
        .executableTarget(
            name: "DecodingBenchmark", dependencies: [.product(name: "Audio", package: "MultiTask")],
            swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")]),
    ],
    swiftLanguageModes: [.v6]
)
