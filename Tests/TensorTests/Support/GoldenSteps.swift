import Tensor

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
}
