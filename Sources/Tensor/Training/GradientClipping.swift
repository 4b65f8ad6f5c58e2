/// Keeps one bad batch from throwing the parameters far away: Pascanu et al. 2013.
public enum GradientClipping {
    /// The length of all gradients together: √Σ g². Infinite or NaN where any element is.
    public static func norm(of gradients: [String: Tensor]) -> Float {
        // In a fixed order, so that the same gradients give the same bits.
        let squares = gradients.sorted { $0.key < $1.key }.map { ParameterUpdates.sumOfSquares($0.value) }
        return Float(squares.reduce(0, +).squareRoot())
    }

    /// Scales all gradients by min(1, limit ÷ (norm + 10⁻⁶)), as `torch.nn.utils.clip_grad_norm_`.
    ///
    /// Where the norm isn't finite, nothing is scaled: see ``NonFiniteError``.
    ///
    /// - Returns: the norm before.
    /// - Precondition: the limit is positive.
    @discardableResult
    public static func clip(_ gradients: inout [String: Tensor], toNorm limit: Float) -> Float {
        precondition(limit > 0, "GradientClipping: a limit of \(limit)")
        let norm = norm(of: gradients)
        let factor = limit / (norm + 1e-6)
        if norm.isFinite, factor < 1 {
            gradients = gradients.mapValues { gradient in
                Elementwise.loop(over: gradient) { target, gradient, count in
                    for index in 0..<count { target[index] = gradient[index] * factor }
                }
            }
        }
        return norm
    }
}
