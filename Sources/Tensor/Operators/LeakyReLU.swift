extension Tensor {
    /// x where it is positive, slope · x where it isn't.
    ///
    /// - Parameter slope: of the negative side; 0.01 is the paper's.
    public func leakyReLU(slope: Float = 0.01) -> Tensor {
        let value = Elementwise.map(self) { max($0, 0) + slope * min($0, 0) }
        // The sign of the result is the sign of the input where the slope is positive, so one of the two is enough;
        // the result is what the next operator keeps anyway.
        let saved = slope > 0 ? value : detached()
        return value.recorded(from: [self]) { gradient in
            [Elementwise.combine(gradient, saved) { $1 > 0 ? $0 : slope * $0 }]
        }
    }

    /// x where it is positive, 0 where it isn't.
    public func relu() -> Tensor { leakyReLU(slope: 0) }
}
