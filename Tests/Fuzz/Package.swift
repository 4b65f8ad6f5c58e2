// swift-tools-version: 6.2
import PackageDescription

// A package of its own, as it makes sense under libFuzzer alone: scripts/fuzz.sh builds it with the fuzzer's and the
// address sanitizer and links the library with libFuzzer's main. Its readers are those of Tests/FuzzTests, by links.
let package = Package(
    name: "Fuzz",
    products: [.library(name: "ReaderFuzz", type: .dynamic, targets: ["ReaderFuzz"])],
    dependencies: [.package(name: "MultiTask", path: "../..")],
    targets: [
        .target(
            name: "ReaderFuzz",
            dependencies: [
                .product(name: "Audio", package: "MultiTask"), .product(name: "Tensor", package: "MultiTask"),
            ],
            swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")])
    ],
    swiftLanguageModes: [.v6]
)
