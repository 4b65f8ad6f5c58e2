import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// Arrays that PyTorch wrote; see `Tests/Reference`.
enum GoldenTensors {
    static func file(_ name: String) throws -> SafeTensors {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "safetensors", subdirectory: "Golden"))
        return try SafeTensors.read(contentsOf: url)
    }

    /// The narrow network of the golden files.
    static func settings(_ heads: NetworkSettings.Heads, timePooling: Bool = false) -> NetworkSettings {
        NetworkSettings(channels: [4, 8, 12, 16], instrumentCount: 3, heads: heads, timePooling: timePooling)
    }

    /// The arrays whose names begin with `prefix`, without it, and without what PyTorch counts besides.
    static func part(_ prefix: String, of file: SafeTensors) -> [String: Tensor] {
        var part: [String: Tensor] = [:]
        for (name, value) in file.tensors
        where name.hasPrefix(prefix) && !name.hasSuffix("num_batches_tracked") {
            part[String(name.dropFirst(prefix.count))] = value
        }
        return part
    }

    /// The greatest difference over the greatest value; the plain difference where all values are nearly 0.
    static func difference(_ value: Tensor, _ golden: Tensor) -> Float {
        guard value.shape == golden.shape else { return .infinity }
        let scale = golden.scalars.map(abs).max() ?? 0
        let difference = zip(value.scalars, golden.scalars).map { abs($0 - $1) }.max() ?? 0
        return scale > 1e-6 ? difference / scale : difference
    }
}
