@testable import Tensor

/// Random weights, and running statistics that aren't those of a fresh layer.
func shakenParameters(_ specifications: [ParameterSpecification]) -> ParameterSet {
    var generator = SeededGenerator(seed: 1)
    let fresh = ParameterSet(initializing: specifications, using: &generator)
    var changes: [String: Tensor] = [:]
    for specification in specifications where specification.shape.rank == 1 {
        let least: Float = specification.name.hasSuffix("running_var") ? 0.5 : -0.5
        let values = (0..<specification.shape[0]).map { _ in generator.uniform() + least }
        changes[specification.name] = Tensor(values, shape: specification.shape)
    }
    return fresh.replacing(changes)
}
