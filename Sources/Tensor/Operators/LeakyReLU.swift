extension Tensor {
    /// x where it is positive, slope · x where it isn't.
    ///
    /// - Parameter slope: of the negative side; 0.01 is the paper's.
    public func leakyReLU(slope: Float = 0.01) -> Tensor {
        let value = Elementwise.loop(over: self) { target, source, count in
            for index in 0..<count { target[index] = max(source[index], 0) + slope * min(source[index], 0) }
        }
        // The sign of the result is the sign of the input where the slope is positive, so one of the two is enough;
        // the result is what the next operator keeps anyway.
        let saved = slope > 0 ? value : detached()
        return value.recorded(from: [self]) { gradient in
            [
                Elementwise.loop(over: gradient, saved) { target, gradient, saved, count in
                    for index in 0..<count {
                        target[index] = saved[index] > 0 ? gradient[index] : slope * gradient[index]
                    }
                }
            ]
        }
    }

    /// x where it is positive, 0 where it isn't.
    public func relu() -> Tensor { leakyReLU(slope: 0) }
}
