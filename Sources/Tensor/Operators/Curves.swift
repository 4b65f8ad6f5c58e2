extension Tensor {
    /// The hyperbolic tangent, element by element.
    public func tanh() -> Tensor {
        let value = Elementwise.map(self, grain: Elementwise.curveGrain) { VectorMath.tanh($0) }
        return value.recorded(from: [self]) { gradient in
            [Elementwise.combine(gradient, value) { $0 * (1 - $1 * $1) }]
        }
    }

    /// eˣ, element by element.
    public func exp() -> Tensor {
        let value = Elementwise.map(self, grain: Elementwise.curveGrain) { VectorMath.exp($0) }
        return value.recorded(from: [self]) { gradient in
            [Elementwise.combine(gradient, value) { $0 * $1 }]
        }
    }

    /// The natural logarithm, element by element: −∞ for 0, NaN below.
    public func log() -> Tensor {
        let value = Elementwise.map(self, grain: Elementwise.curveGrain) { VectorMath.log($0) }
        let input = detached()
        return value.recorded(from: [self]) { gradient in
            [Elementwise.combine(gradient, input) { $0 / $1 }]
        }
    }

    /// The square root, element by element: NaN below 0. The gradient at 0 is infinite.
    public func squareRoot() -> Tensor {
        let value = Elementwise.map(self) { $0.squareRoot() }
        return value.recorded(from: [self]) { gradient in
            [Elementwise.combine(gradient, value) { 0.5 * $0 / $1 }]
        }
    }
}
