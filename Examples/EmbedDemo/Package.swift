// swift-tools-version: 6.2
import PackageDescription

// A package of its own, as yours would be, except that yours says where to fetch from:
// .package(url: "…", .upToNextMinor(from: "0.1.0")) instead of a path.
let package = Package(
    name: "EmbedDemo",
    dependencies: [.package(name: "MultiTask", path: "../..")],
    targets: [
        .executableTarget(
            name: "EmbedDemo", dependencies: [.product(name: "MultiTask", package: "MultiTask")],
            swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")])
    ],
    swiftLanguageModes: [.v6]
)
