/// Steps of one length in every direction of a weight matrix (Jordan et al. 2024, *Muon*), as `torch.optim.Muon`;
/// ``AdamW`` for the parameters that aren't matrices.
///
/// A gradient with momentum is mostly few directions; the others, though as needed, hardly move. Muon replaces the matrix
/// U·S·Vᵀ by U·Vᵀ, nearly, with five steps of a Newton–Schulz iteration: products alone, no decomposition. A
/// convolution's weight (O, I, kh, kw) is read as the matrix O × (I·kh·kw).
///
/// With `matrixScale` 0.2 a step has the root mean square that AdamW's steps have (Liu et al. 2025, *Muon is scalable for
/// LLM training*), so that one learning rate and one weight decay serve both.
public struct Muon: Optimizer {
    /// How much of the running mean of the gradients stays at each step; Nesterov's step is taken.
    public let momentum: Float
    /// Steps of the Newton–Schulz iteration.
    public let iterations: Int
    /// The share of a parameter that a step takes away, as a multiple of the learning rate.
    public let weightDecay: Float
    /// The root mean square of a matrix's step, as a multiple of the learning rate.
    public let matrixScale: Float
    /// The least rows and columns of what counts as a matrix; smaller ones go by ``AdamW``.
    public let leastSide: Int
    private var velocities: [String: Tensor] = [:]
    private var others: AdamW

    /// - Precondition: momentum within 0 ..< 1; the iterations positive; scale and weight decay not negative.
    public init(
        momentum: Float = 0.95, iterations: Int = 5, weightDecay: Float = 0.01, matrixScale: Float = 0.2,
        leastSide: Int = 16
    ) {
        precondition(
            0..<1 ~= momentum && iterations > 0 && weightDecay >= 0 && matrixScale >= 0,
            "Muon: momentum \(momentum), \(iterations) iterations, weight decay \(weightDecay), scale \(matrixScale)")
        self.momentum = momentum
        self.iterations = iterations
        self.weightDecay = weightDecay
        self.matrixScale = matrixScale
        self.leastSide = leastSide
        others = AdamW(weightDecay: weightDecay)
    }

    /// The parameters after the next step; see ``Optimizer/step(_:gradients:learningRate:)``.
    public mutating func step(
        _ parameters: ParameterSet, gradients: [String: Tensor], learningRate: Float
    ) -> ParameterSet {
        let matrices = gradients.filter { isMatrix($0.value.shape) }
        let rest = gradients.filter { !isMatrix($0.value.shape) }
        let moved = others.step(parameters, gradients: rest, learningRate: learningRate)
        return Self.moving(moved, along: matrices) { name, parameter, gradient in
            let last = velocities[name] ?? .zeros(gradient.shape)
            let velocity = momentum * last + (1 - momentum) * gradient
            velocities[name] = velocity
            let direction = momentum * velocity + (1 - momentum) * gradient
            let rows = gradient.shape[0]
            let columns = gradient.shape.elementCount / rows
            let even = Self.orthogonalized(direction.reshaped([rows, columns]), iterations: iterations)
            // Each element of such a matrix is 1/√(its longer side) in root mean square.
            let length = learningRate * matrixScale * Float(max(rows, columns)).squareRoot()
            return (1 - learningRate * weightDecay) * parameter - length * even.reshaped(gradient.shape)
        }
    }

    private func isMatrix(_ shape: TensorShape) -> Bool {
        shape.rank >= 2 && shape[0] >= leastSide && shape.elementCount / shape[0] >= leastSide
    }

    /// The matrix with all of its singular values brought near 1, to 0.7…1.2.
    ///
    /// The polynomial a·x + b·x³ + c·x⁵ drives them there from anywhere in 0…1, fastest from below.
    static func orthogonalized(_ matrix: Tensor, iterations: Int) -> Tensor {
        let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
        let isTall = matrix.shape[0] > matrix.shape[1]
        let norm = Float(ParameterUpdates.sumOfSquares(matrix).squareRoot())
        var value = (isTall ? matrix.transposed() : matrix) * (1 / max(norm, 1e-7))
        for _ in 0..<iterations {
            let square = value.matmul(value, transposingOther: true)
            let weights = b * square + c * square.matmul(square)
            value = a * value + weights.matmul(value)
        }
        return isTall ? value.transposed() : value
    }

    /// `velocity/<parameter>` for matrices, ``AdamW``'s for the others.
    public var state: [String: Tensor] {
        others.state.merging(velocities.map { ("velocity/\($0.key)", $0.value) }) { $1 }
    }

    /// Goes on from a checkpoint; see ``Optimizer/restore(state:for:)``.
    public mutating func restore(state: [String: Tensor], for parameters: ParameterSet) throws {
        let own = state.filter { $0.key.hasPrefix("velocity/") }
        let found = try Self.sorted(own, for: parameters, quantities: ["velocity"])
        if let wrong = found.keys.sorted().first(where: { !isMatrix(parameters[$0].shape) }) {
            throw OptimizerStateError.unknown(name: "velocity/\(wrong)")
        }
        try others.restore(state: state.filter { !$0.key.hasPrefix("velocity/") }, for: parameters)
        velocities = found.compactMapValues { $0["velocity"] }
    }
}
