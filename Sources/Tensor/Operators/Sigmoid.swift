extension Tensor {
    /// 1 / (1 + e⁻ˣ), element by element.
    public func sigmoid() -> Tensor {
        let value = Elementwise.map(self, grain: Elementwise.curveGrain) { VectorMath.sigmoid($0) }
        return value.recorded(from: [self]) { gradient in
            [Elementwise.combine(gradient, value) { $0 * $1 * (1 - $1) }]
        }
    }
}
