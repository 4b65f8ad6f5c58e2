extension Tensor {
    /// The hyperbolic tangent, element by element.
    public func tanh() -> Tensor {
        let value = Elementwise.loop(over: self, grain: Elementwise.curveGrain) { target, source, count in
            for index in 0..<count { target[index] = VectorMath.tanh(source[index]) }
        }
        return value.recorded(from: [self]) { gradient in
            [
                Elementwise.loop(over: gradient, value) { target, gradient, value, count in
                    for index in 0..<count { target[index] = gradient[index] * (1 - value[index] * value[index]) }
                }
            ]
        }
    }

    /// eˣ, element by element.
    public func exp() -> Tensor {
        let value = Elementwise.loop(over: self, grain: Elementwise.curveGrain) { target, source, count in
            for index in 0..<count { target[index] = VectorMath.exp(source[index]) }
        }
        return value.recorded(from: [self]) { gradient in
            [
                Elementwise.loop(over: gradient, value) { target, gradient, value, count in
                    for index in 0..<count { target[index] = gradient[index] * value[index] }
                }
            ]
        }
    }

    /// The natural logarithm, element by element: −∞ for 0, NaN below.
    public func log() -> Tensor {
        let value = Elementwise.loop(over: self, grain: Elementwise.curveGrain) { target, source, count in
            for index in 0..<count { target[index] = VectorMath.log(source[index]) }
        }
        let input = detached()
        return value.recorded(from: [self]) { gradient in
            [
                Elementwise.loop(over: gradient, input) { target, gradient, input, count in
                    for index in 0..<count { target[index] = gradient[index] / input[index] }
                }
            ]
        }
    }

    /// The square root, element by element: NaN below 0. The gradient at 0 is infinite.
    public func squareRoot() -> Tensor {
        let value = Elementwise.loop(over: self) { target, source, count in
            for index in 0..<count { target[index] = source[index].squareRoot() }
        }
        return value.recorded(from: [self]) { gradient in
            [
                Elementwise.loop(over: gradient, value) { target, gradient, value, count in
                    for index in 0..<count { target[index] = 0.5 * gradient[index] / value[index] }
                }
            ]
        }
    }
}
