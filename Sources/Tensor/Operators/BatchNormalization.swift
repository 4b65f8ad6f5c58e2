/// What batch normalisation found over a batch, for the running statistics of its layer. No gradient flows here.
public struct BatchStatistics: Sendable {
    /// The mean of each channel, (C).
    public let mean: Tensor
    /// The variance of each channel with divisor n − 1, as PyTorch keeps it, (C).
    public let unbiasedVariance: Tensor
}

extension Tensor {
    /// Batch normalisation with given statistics (evaluation): scale · (x − mean) / √(variance + epsilon) + offset,
    /// for each channel of (…, C); then a leaky ReLU, in the same pass.
    ///
    /// - Parameters:
    ///   - scale: (C).
    ///   - offset: (C).
    ///   - mean: (C), as gathered in training.
    ///   - variance: (C), as gathered in training.
    ///   - epsilon: what is added to the variance.
    ///   - activationSlope: of the negative side; 1, the default, is no activation.
    /// - Precondition: scale, offset, mean and variance have the shape (C).
    public func batchNormalized(
        scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor, epsilon: Float = 1e-5,
        activationSlope: Float = 1
    ) -> Tensor {
        checkChannels([scale, offset, mean, variance])
        let layer = BatchNormalization(
            scale: scale, offset: offset, mean: mean, variance: variance, epsilon: epsilon, slope: activationSlope)
        let input = detached()
        let remaking: @Sendable () -> Tensor = { layer.normalized(input) }
        return remaking().recorded(from: [self, scale, offset], remaking: remaking) { gradient in
            let sums = layer.gradientSums(gradient, input: input)
            let zeros = Tensor.zeros(scale.shape)
            return [
                layer.inputGradient(gradient, input: input, linear: zeros, constant: zeros), sums.scale, sums.offset,
            ]
        }
    }

    /// Batch normalisation with the statistics of this batch (training), for each channel of (…, C); then a leaky
    /// ReLU, in the same pass.
    ///
    /// - Parameters:
    ///   - scale: (C).
    ///   - offset: (C).
    ///   - epsilon: what is added to the variance.
    ///   - activationSlope: of the negative side; 1, the default, is no activation.
    /// - Returns: the normalised values, and the statistics for the running averages.
    /// - Precondition: scale and offset have the shape (C), and there is more than one value for each channel.
    public func batchNormalized(
        scale: Tensor, offset: Tensor, epsilon: Float = 1e-5, activationSlope: Float = 1
    ) -> (value: Tensor, statistics: BatchStatistics) {
        checkChannels([scale, offset])
        let channels = scale.shape[0]
        let rows = shape.elementCount / max(1, channels)
        precondition(rows > 1, "batchNormalized: one value per channel in \(shape) has no variance")
        let (mean, variance) = BatchNormalization.statistics(self)
        let layer = BatchNormalization(
            scale: scale, offset: offset, mean: mean, variance: variance, epsilon: epsilon, slope: activationSlope)
        let input = detached()
        let remaking: @Sendable () -> Tensor = { layer.normalized(input) }
        let recorded = remaking().recorded(from: [self, scale, offset], remaking: remaking) { gradient in
            let sums = layer.gradientSums(gradient, input: input)
            let count = Float(rows)
            // dx = factor·(dz − Σdz/n − x̂·Σ(dz·x̂)/n), with x̂ = (x − mean)·inverse, gathered per channel.
            let linear = Elementwise.combine(sums.scale, layer.inverse) { -$0 * $1 / count }
            let constant = Elementwise.combine(
                Elementwise.map(sums.offset) { -$0 / count }, Elementwise.combine(linear, mean) { $0 * $1 }
            ) { $0 - $1 }
            return [
                layer.inputGradient(gradient, input: input, linear: linear, constant: constant), sums.scale,
                sums.offset,
            ]
        }
        let unbiased = Elementwise.map(variance) { $0 * Float(rows) / Float(rows - 1) }
        return (recorded, BatchStatistics(mean: mean, unbiasedVariance: unbiased))
    }

    private func checkChannels(_ vectors: [Tensor]) {
        let channels = shape.dimensions.last ?? 0
        precondition(
            vectors.allSatisfy { $0.shape == [channels] },
            "batchNormalized: the image \(shape) needs vectors of \(channels), not \(vectors.map(\.shape))")
    }
}

/// z = factor·x + shift for each channel, and the activation behind it: what one pass over an image needs to know.
private struct BatchNormalization: Sendable {
    let factor: Tensor
    let shift: Tensor
    let mean: Tensor
    /// 1 / √(variance + epsilon).
    let inverse: Tensor
    let slope: Float

    init(scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor, epsilon: Float, slope: Float) {
        self.slope = slope
        self.mean = mean.detached()
        inverse = Elementwise.map(variance) { 1 / ($0 + epsilon).squareRoot() }
        factor = Elementwise.combine(scale.detached(), inverse) { $0 * $1 }
        shift = Elementwise.combine(
            offset.detached(), Elementwise.combine(mean.detached(), factor) { $0 * $1 }
        ) { $0 - $1 }
    }

    /// Mean and variance (divisor n) of each channel, in one pass: seen from the first row, and added up in double.
    static func statistics(_ input: Tensor) -> (mean: Tensor, variance: Tensor) {
        let channels = input.shape.dimensions.last ?? 1
        let rows = Double(input.shape.elementCount / max(1, channels))
        let start = input.withPointer { ConstantPointer($0) }
        let sums = ChannelLoops.reduce(input, sums: 2) { base, rows, target in
            Kernels.current.moments(base, rows: rows, channels: channels, pivot: start.base, sums: target)
        }
        let pivot = input.withPointer { Array(UnsafeBufferPointer(start: $0, count: channels)) }
        let distance = sums.prefix(channels).map { $0 / rows }
        let squares = sums.suffix(channels).map { $0 / rows }
        return (
            Tensor(zip(pivot, distance).map { Float(Double($0) + $1) }, shape: [channels]),
            Tensor(zip(squares, distance).map { Float(max(0, $0 - $1 * $1)) }, shape: [channels])
        )
    }

    func normalized(_ input: Tensor) -> Tensor {
        let channels = factor.shape[0]
        return rowwise(input) { place, rows, factor, shift, target in
            Kernels.current.normalize(
                place.first, rows: rows, channels: channels, factor: factor, shift: shift, slope: slope, to: target)
        }
    }

    /// Σ dz·x̂ and Σ dz over all rows: the gradients of scale and offset.
    func gradientSums(_ gradient: Tensor, input: Tensor) -> (scale: Tensor, offset: Tensor) {
        let channels = mean.shape[0]
        let (factor, shift, mean) = (factor, shift, mean)
        let start = gradient.withPointer { ConstantPointer($0) }
        let values = input.withPointer { ConstantPointer($0) }
        let sums = withExtendedLifetime((input, factor, shift, mean)) {
            ChannelLoops.reduce(gradient, sums: 2) { base, rows, target in
                Kernels.current.gradientSums(
                    base, x: values.base + (base - start.base), rows: rows, channels: channels,
                    factor: factor.storage.base, shift: shift.storage.base, slope: slope, mean: mean.storage.base,
                    sums: target)
            }
        }
        let scale = Tensor(sums.prefix(channels).map { Float($0) }, shape: [channels])
        return (
            Elementwise.combine(scale, inverse) { $0 * $1 },
            Tensor(sums.suffix(channels).map { Float($0) }, shape: [channels])
        )
    }

    /// factor · (dz + linear · x + constant), for each channel.
    func inputGradient(_ gradient: Tensor, input: Tensor, linear: Tensor, constant: Tensor) -> Tensor {
        let channels = factor.shape[0]
        return withExtendedLifetime((linear, constant)) {
            let (linear, constant) = (ConstantPointer(linear.storage.base), ConstantPointer(constant.storage.base))
            return rowwise(gradient, second: input) { place, rows, factor, shift, target in
                Kernels.current.normalizeGradient(
                    place.first, x: place.second, rows: rows, channels: channels, factor: factor, shift: shift,
                    slope: slope, linear: linear.base, constant: constant.base, to: target)
            }
        }
    }

    /// Where a part of one or two images begins.
    private struct Place {
        let first: UnsafePointer<Float>
        let second: UnsafePointer<Float>
    }

    /// A new tensor made from one or two others, part by part.
    private func rowwise(
        _ first: Tensor, second: Tensor? = nil,
        _ body:
            @Sendable (Place, Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> Tensor {
        let channels = factor.shape[0]
        let rows = first.shape.elementCount / max(1, channels)
        return Tensor(shape: first.shape) { target in
            let (target, one, two) = (
                SharedPointer(target), ConstantPointer(first.storage.base),
                ConstantPointer((second ?? first).storage.base)
            )
            withExtendedLifetime((first, second, self)) {
                let (factor, shift) = (ConstantPointer(factor.storage.base), ConstantPointer(shift.storage.base))
                Parallel.ranges(rows, grain: ChannelLoops.grain(channels: channels)) { range in
                    let offset = range.lowerBound * channels
                    body(
                        Place(first: one.base + offset, second: two.base + offset), range.count, factor.base,
                        shift.base, target.base + offset)
                }
            }
        }
    }
}
