// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors in CI and in `make strict`; an embedder's build is never broken by a newer compiler's opinion.
let strict = Context.environment["CI"] != nil || Context.environment["STRICT"] != nil
let settings: [SwiftSetting] =
    [.enableUpcomingFeature("MemberImportVisibility")] + (strict ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
    name: "MultiTask",
    products: [
        .library(name: "MultiTask", targets: ["MultiTask"]),
        .library(name: "Audio", targets: ["Audio"]),
        .library(name: "Tensor", targets: ["Tensor"]),
        .executable(name: "pitchstreamer", targets: ["pitchstreamer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // The C libraries, each behind one module map and imported by one Swift file.
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
        .systemLibrary(name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
        .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
        // These four are linked by the command line alone.
        .systemLibrary(name: "CFluidSynth", pkgConfig: "fluidsynth", providers: [.apt(["libfluidsynth-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        .systemLibrary(name: "CPortAudio", pkgConfig: "portaudio-2.0", providers: [.apt(["portaudio19-dev"])]),
        .systemLibrary(name: "CMatio", pkgConfig: "matio", providers: [.apt(["libmatio-dev"])]),

        // Loops for AVX-512 and AVX2, which Swift can't be compiled for in a package that others depend on.
        .target(name: "TensorKernels"),
        .target(name: "Tensor", dependencies: ["COpenBLAS", "TensorKernels"], swiftSettings: settings),
        // Fourier transforms: a well-kept library in one header, carried along so that nobody has to install it.
        .target(name: "CPocketFFT", exclude: ["LICENSE.txt", "README.txt"]),
        // Loops of the constant-Q transform for AVX-512 and AVX2, for the same reason as TensorKernels.
        .target(name: "AudioKernels"),
        .target(
            name: "Audio", dependencies: ["CSndFile", "CSoxr", "CPocketFFT", "AudioKernels"], swiftSettings: settings),
        .target(
            name: "MultiTask", dependencies: ["Tensor", "Audio"],
            resources: [.copy("Resources/weights.safetensors")], swiftSettings: settings),

        .executableTarget(
            name: "pitchstreamer",
            dependencies: [
                "MultiTask", "Audio", "Tensor", "CFluidSynth", "CCairo", "CPortAudio", "CMatio",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Examples/pitchstreamer", swiftSettings: settings),
        .executableTarget(
            name: "QuickStart", dependencies: ["MultiTask"], path: "Examples/QuickStart", swiftSettings: settings),
        .executableTarget(
            name: "BatchFolder", dependencies: ["MultiTask"], path: "Examples/BatchFolder", swiftSettings: settings),
        .executableTarget(
            name: "LiveTuner", dependencies: ["MultiTask", "Audio"], path: "Examples/LiveTuner",
            swiftSettings: settings),
        .executableTarget(
            name: "TrainYourOwn", dependencies: ["MultiTask", "Audio"], path: "Examples/TrainYourOwn",
            swiftSettings: settings),

        .testTarget(
            name: "TensorTests", dependencies: ["Tensor"], resources: [.copy("Golden")], swiftSettings: settings),
        .testTarget(
            name: "AudioTests", dependencies: ["Audio"], resources: [.copy("Golden")], swiftSettings: settings),
        // Damaged files for every reader; Tests/Fuzz, a package of its own, drives the same ones with libFuzzer.
        .testTarget(name: "FuzzTests", dependencies: ["Audio", "Tensor"], swiftSettings: settings),
        .testTarget(
            name: "MultiTaskTests", dependencies: ["MultiTask", "Audio", "Tensor"], resources: [.copy("Golden")],
            swiftSettings: settings),
        .testTarget(
            name: "ExampleTests",
            dependencies: [
                "pitchstreamer", "QuickStart", "BatchFolder", "LiveTuner", "TrainYourOwn", "MultiTask", "Audio",
                "Tensor", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
