import Tensor
import Testing

/// A golden file of an optimizer's steps: where they start, the gradients, and what is there after each.
struct GoldenSteps {
    let file: String

    /// The arrays under `prefix/`, by the rest of their name: `start`, `grad1`, `plain/step1`.
    func arrays(_ prefix: String) throws -> [String: Tensor] {
        let file = try SafeTensors.read(contentsOf: Golden.url(file)).tensors
        let found = file.filter { $0.key.hasPrefix(prefix + "/") }
        return Dictionary(uniqueKeysWithValues: found.map { (String($0.key.dropFirst(prefix.count + 1)), $0.value) })
    }

    /// What the steps begin with.
    func start() throws -> ParameterSet {
        let values = try arrays("start")
        let specifications = values.sorted { $0.key < $1.key }.map {
            ParameterSpecification(name: $0.key, shape: $0.value.shape, initializer: .constant(0))
        }
        return try ParameterSet(specifications, values: values)
    }

    /// Stopped after each step, written to a checkpoint, and taken up by a fresh optimizer: the same bits.
    func expectResumes(_ fresh: some Optimizer, rate: Float) throws {
        var (whole, resumed) = (fresh, fresh)
        var (expected, found) = (try start(), try start())
        for step in 1...5 {
            let gradients = try arrays("grad\(step)")
            expected = whole.step(expected, gradients: gradients, learningRate: rate)
            var next = fresh
            let checkpoint = try SafeTensors(bytes: SafeTensors(tensors: resumed.state).bytes())
            try next.restore(state: checkpoint.tensors, for: found)
            found = next.step(found, gradients: gradients, learningRate: rate)
            resumed = next
        }
        for (name, value) in expected.dictionary { expectSame(found[name], value) }
    }
}
