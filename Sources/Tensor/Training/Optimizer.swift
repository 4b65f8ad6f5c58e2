/// A rule that moves parameters along their gradients; a value that holds what it remembers of earlier steps.
///
/// ```swift
/// var optimizer = AdamW(weightDecay: 0.01)
/// for batch in batches {
///     let tracked = parameters.tracked()
///     let gradients = tracked.gradients(in: loss(tracked, batch).backward())
///     parameters = optimizer.step(parameters, gradients: gradients, learningRate: 1e-3)
/// }
/// ```
public protocol Optimizer: Sendable {
    /// One step.
    ///
    /// - Parameters:
    ///   - parameters: what to move. Only those with a gradient move, and only their state is changed.
    ///   - gradients: by the parameters' names, of their shapes.
    ///   - learningRate: how far; see ``LearningRateSchedule``.
    /// - Returns: the parameters afterwards.
    /// - Precondition: every gradient belongs to a parameter and has its shape.
    mutating func step(
        _ parameters: ParameterSet, gradients: [String: Tensor], learningRate: Float
    ) -> ParameterSet

    /// What it remembers, for a checkpoint: tensors called `<quantity>/<parameter>`.
    var state: [String: Tensor] { get }

    /// Takes up where the optimizer stood that gave this ``state``.
    ///
    /// - Parameters:
    ///   - state: what ``state`` gave, perhaps read from a file.
    ///   - parameters: those that it will move.
    /// - Throws: ``OptimizerStateError``; the optimizer is as it was then.
    mutating func restore(state: [String: Tensor], for parameters: ParameterSet) throws
}

/// A checkpoint whose optimizer state belongs to another optimizer or another model.
public enum OptimizerStateError: Error, Sendable, Equatable {
    /// An entry that this optimizer doesn't keep, or for a parameter that isn't trained.
    case unknown(name: String)
    /// An entry that must stand beside those that are there.
    case missing(name: String)
    /// An entry of another shape than its parameter's.
    case shape(name: String, found: [Int], expected: [Int])
    /// The number of steps is not a whole number from 1 on.
    case steps(name: String, found: Float)
}

extension OptimizerStateError: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what would be right.
    public var description: String {
        switch self {
        case .unknown(let name):
            "the optimizer's state holds \(name), which this optimizer doesn't keep for this model"
        case .missing(let name):
            "the optimizer's state lacks \(name)"
        case .shape(let name, let found, let expected):
            "the optimizer's state \(name) has the shape \(found), where the model has \(expected)"
        case .steps(let name, let found):
            "the optimizer's state \(name) is \(found), where it should be a number of steps"
        }
    }
}

extension Optimizer {
    /// Sorts a state by parameter and checks that each has every quantity, in the parameter's shape.
    ///
    /// - Parameter scalars: the quantities that are one number for a whole parameter.
    /// - Returns: by parameter, then by quantity.
    static func sorted(
        _ state: [String: Tensor], for parameters: ParameterSet, quantities: [String], scalars: [String] = []
    ) throws -> [String: [String: Tensor]] {
        let shapes = Dictionary(
            uniqueKeysWithValues: parameters.specifications.filter { $0.role == .trained }.map { ($0.name, $0.shape) })
        var found: [String: [String: Tensor]] = [:]
        for (key, tensor) in state.sorted(by: { $0.key < $1.key }) {
            let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let shape = shapes[parts[1]], (quantities + scalars).contains(parts[0]) else {
                throw OptimizerStateError.unknown(name: key)
            }
            let expected = scalars.contains(parts[0]) ? [] : shape
            guard tensor.shape == expected else {
                throw OptimizerStateError.shape(
                    name: key, found: tensor.shape.dimensions, expected: expected.dimensions)
            }
            found[parts[1], default: [:]][parts[0]] = tensor.detached()
        }
        for (name, entries) in found.sorted(by: { $0.key < $1.key }) {
            if let quantity = (quantities + scalars).first(where: { entries[$0] == nil }) {
                throw OptimizerStateError.missing(name: "\(quantity)/\(name)")
            }
        }
        return found
    }

    /// Calls `body` with each parameter that has a gradient and puts in what it gives.
    static func moving(
        _ parameters: ParameterSet, along gradients: [String: Tensor],
        _ body: (_ name: String, _ parameter: Tensor, _ gradient: Tensor) -> Tensor
    ) -> ParameterSet {
        var changes: [String: Tensor] = [:]
        for (name, gradient) in gradients {
            let parameter = parameters[name]
            precondition(
                parameter.shape == gradient.shape,
                "\(Self.self): \(name) has the shape \(parameter.shape), its gradient \(gradient.shape)")
            changes[name] = body(name, parameter, gradient)
        }
        return parameters.replacing(changes)
    }
}
