/// The weights of a model: named tensors in the order of its specification. A value; training makes new ones.
public struct ParameterSet: Sendable {
    /// What it holds, in order.
    public let specifications: [ParameterSpecification]
    private var values: [String: Tensor]

    /// Fresh values, drawn by each specification's initializer in order.
    public init(initializing specifications: [ParameterSpecification], using generator: inout SeededGenerator) {
        self.specifications = specifications
        values = [:]
        for specification in specifications {
            values[specification.name] = specification.initializer.tensor(
                shape: specification.shape, using: &generator)
        }
    }

    /// Values from a checkpoint.
    ///
    /// - Throws: ``ParameterError`` naming every name that is missing, unknown, or has another shape.
    public init(_ specifications: [ParameterSpecification], values: [String: Tensor]) throws {
        let names = Set(specifications.map(\.name))
        let missing = specifications.map(\.name).filter { values[$0] == nil }
        let unknown = values.keys.filter { !names.contains($0) }.sorted()
        guard missing.isEmpty, unknown.isEmpty else { throw ParameterError.names(missing: missing, unknown: unknown) }
        for specification in specifications {
            guard let found = values[specification.name], found.shape != specification.shape else { continue }
            throw ParameterError.shape(
                name: specification.name, found: found.shape.dimensions, expected: specification.shape.dimensions)
        }
        self.specifications = specifications
        self.values = values.mapValues { $0.detached() }
    }

    /// The tensor of a name.
    ///
    /// - Precondition: the name is in the specification.
    public subscript(name: String) -> Tensor {
        guard let value = values[name] else { preconditionFailure("ParameterSet: there is no \(name)") }
        return value
    }

    /// All tensors by name, for writing.
    public var dictionary: [String: Tensor] { values }

    /// The number of trained floats.
    public var trainedCount: Int {
        specifications.filter { $0.role == .trained }.reduce(0) { $0 + $1.shape.elementCount }
    }

    /// The same, with every trained tensor a leaf of the tape.
    ///
    /// - Parameter isFrozen: names for which this is true stay constants; nothing is computed for them.
    public func tracked(except isFrozen: (String) -> Bool = { _ in false }) -> ParameterSet {
        var copy = self
        for specification in specifications where specification.role == .trained && !isFrozen(specification.name) {
            copy.values[specification.name] = self[specification.name].tracked()
        }
        return copy
    }

    /// The gradients of the tracked tensors by name, zeros where nothing depended on one.
    ///
    /// - Parameter gradients: from a walk that began at a value computed with these very parameters, tracked.
    public func gradients(in gradients: Gradients) -> [String: Tensor] {
        var found: [String: Tensor] = [:]
        for specification in specifications where self[specification.name].isTracked {
            found[specification.name] = gradients[self[specification.name]] ?? .zeros(specification.shape)
        }
        return found
    }

    /// The same with some tensors changed.
    ///
    /// - Precondition: the names are known and the shapes are theirs.
    public func replacing(_ changes: [String: Tensor]) -> ParameterSet {
        var copy = self
        for (name, value) in changes {
            precondition(
                values[name]?.shape == value.shape,
                "ParameterSet: \(name) has the shape \(values[name]?.shape ?? []), not \(value.shape)")
            copy.values[name] = value.detached()
        }
        return copy
    }
}

/// A checkpoint that doesn't hold the model that was asked for.
public enum ParameterError: Error, Sendable, Equatable {
    /// Names that the model needs and the checkpoint lacks, and the other way round.
    case names(missing: [String], unknown: [String])
    /// An array of another shape than the model's.
    case shape(name: String, found: [Int], expected: [Int])
}

extension ParameterError: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what would be right.
    public var description: String {
        switch self {
        case .names(let missing, let unknown):
            let parts = [
                missing.isEmpty ? nil : "lack \(Self.list(missing))",
                unknown.isEmpty ? nil : "hold \(Self.list(unknown)), which the model doesn't know",
            ]
            return "the weights " + parts.compactMap { $0 }.joined(separator: " and ")
        case .shape(let name, let found, let expected):
            return "the weights' \(name) has the shape \(found), where the model has \(expected)"
        }
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }
}
