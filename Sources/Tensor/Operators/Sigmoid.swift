extension Tensor {
    /// 1 / (1 + e⁻ˣ), element by element.
    public func sigmoid() -> Tensor {
        let value = Elementwise.loop(over: self, grain: Elementwise.curveGrain) { target, source, count in
            for index in 0..<count { target[index] = VectorMath.sigmoid(source[index]) }
        }
        return value.recorded(from: [self]) { gradient in
            [
                Elementwise.loop(over: gradient, value) { target, gradient, value, count in
                    for index in 0..<count { target[index] = gradient[index] * value[index] * (1 - value[index]) }
                }
            ]
        }
    }
}
