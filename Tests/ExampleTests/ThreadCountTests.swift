import Foundation
import Tensor
import Testing

@testable import MultiTask

/// `OPENBLAS_NUM_THREADS` changes how long the engine takes, and nothing else.
@Suite struct ThreadCountTests {
    /// The engine's choice, and other kernels where they differ most.
    #if arch(x86_64)
        private static let kernels: [String?] = [nil, "Haswell"]
    #else
        private static let kernels: [String?] = [nil]
    #endif

    /// Outputs and gradients of networks wide enough for every way of convolving, as a process with each setting.
    @Test(arguments: [[8, 16, 32, 64], [32, 64, 128, 256]], kernels)
    func theSameBitsWithAnyNumberOfThreads(channels: [Int], kernels: String?) throws {
        let folder = try ScratchFolder()
        let weights = try TestWeights.random(
            NetworkSettings(channels: channels, instrumentCount: 2), instruments: [.piano, .violin]
        ).path(in: folder)
        let frames = 45
        try NPY.write(Self.pattern([88, frames]), to: folder.url.appendingPathComponent("X.npy"))
        try NPZ.write(
            [
                "roll": Self.pattern([2, 88, frames]), "pitch": Self.pattern([88, frames]),
                "instrument": Self.pattern([2, frames]),
            ], to: folder.url.appendingPathComponent("T.npz"))
        let results = try ["1", "2", "5"].map { threads in
            let outcome = try Tool.run(
                [
                    "infer", "--weights", weights, "--input", folder.path("X.npy"), "-o", "-",
                    "--gradients", folder.path("T.npz"),
                ], environment: ["OPENBLAS_NUM_THREADS": threads, "OPENBLAS_CORETYPE": kernels])
            outcome.expectGood()
            return try NPZ.read(bytes: [UInt8](outcome.output))
        }
        #expect(results[0].count == 97)
        for (name, value) in results[0] {
            let bits = value.scalars.map(\.bitPattern)
            for other in results.dropFirst() { #expect(other[name]?.scalars.map(\.bitPattern) == bits, "\(name)") }
        }
    }

    /// Numbers between 0 and 1 without a pattern that a network would flatten.
    private static func pattern(_ shape: TensorShape) -> Tensor {
        Tensor((0..<shape.elementCount).map { Float($0 * 7919 % 1009) / 1009 }, shape: shape)
    }
}
