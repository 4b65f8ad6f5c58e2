import Foundation
import Tensor
import Testing

/// One case of a golden file: arrays by name, computed by PyTorch (Tests/Reference/operators.py).
struct GoldenCase {
    let name: String
    private let arrays: [String: Tensor]

    init(name: String, arrays: [String: Tensor]) {
        self.name = name
        self.arrays = arrays
    }

    subscript(field: String) -> Tensor {
        get throws { try #require(arrays[field], "\(name) has no \(field)") }
    }

    func optional(_ field: String) -> Tensor? { arrays[field] }

    /// An array of integers: the settings of an operator, or labels.
    func integers(_ field: String = "settings") throws -> [Int] {
        try self[field].scalars.map { Int($0) }
    }

    /// Runs an operator on the named inputs and compares its value and every gradient with PyTorch's.
    func check(
        inputs: [String], tolerance: Float = 2e-5, _ function: ([Tensor]) throws -> Tensor
    ) throws {
        let leaves = try inputs.map { try self[$0].tracked() }
        let output = try function(leaves)
        try expectClose(output, self["output"], tolerance: tolerance, "\(name): value")
        let gradients = try output.backward(seed: self["upstream"])
        for (input, leaf) in zip(inputs, leaves) {
            let found = try #require(gradients[leaf], "\(name): no gradient for \(input)")
            try expectClose(found, self["grad.\(input)"], tolerance: tolerance, "\(name): gradient of \(input)")
        }
    }
}

/// The cases of a golden file.
enum Golden {
    /// Every case whose name begins with `prefix`, in the order of their names; at least one.
    static func cases(_ file: String, _ prefix: String = "") throws -> [GoldenCase] {
        var arrays: [String: [String: Tensor]] = [:]
        for (key, tensor) in try SafeTensors.read(contentsOf: url(file)).tensors {
            let parts = key.split(separator: "/", maxSplits: 1).map(String.init)
            if parts.count == 2, parts[0].hasPrefix(prefix) { arrays[parts[0], default: [:]][parts[1]] = tensor }
        }
        try #require(!arrays.isEmpty, "no case \(prefix)… in \(file)")
        return arrays.sorted { $0.key < $1.key }.map { GoldenCase(name: $0.key, arrays: $0.value) }
    }

    /// Where a golden file lies.
    static func url(_ file: String) throws -> URL {
        try #require(Bundle.module.url(forResource: "Golden/\(file)", withExtension: "safetensors"))
    }
}
