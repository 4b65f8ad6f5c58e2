/// What batch normalisation found over a batch, for the running statistics of its layer. No gradient flows here.
public struct BatchStatistics: Sendable {
    /// The mean of each channel, (C).
    public let mean: Tensor
    /// The variance of each channel with divisor n − 1, as PyTorch keeps it, (C).
    public let unbiasedVariance: Tensor
}

extension Tensor {
    /// Batch normalisation with given statistics (evaluation): scale · (x − mean) / √(variance + epsilon) + offset,
    /// for each channel of (…, C).
    ///
    /// - Precondition: scale, offset, mean and variance have the shape (C).
    public func batchNormalized(
        scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor, epsilon: Float = 1e-5
    ) -> Tensor {
        checkChannels([scale, offset, mean, variance])
        let inverse = Elementwise.map(variance) { 1 / ($0 + epsilon).squareRoot() }
        let factor = Elementwise.combine(scale.detached(), inverse) { $0 * $1 }
        let shift = Elementwise.combine(
            offset.detached(), Elementwise.combine(mean.detached(), factor) { $0 * $1 }
        ) { $0 - $1 }
        let value = BatchNormalization.affine(self, factor: factor, shift: shift)

        let input = detached()
        let centre = mean.detached()
        return value.recorded(from: [self, scale, offset]) { gradient in
            let sums = BatchNormalization.gradientSums(gradient, input: input, mean: centre, inverse: inverse)
            return [BatchNormalization.affine(gradient, factor: factor, shift: nil), sums.scale, sums.offset]
        }
    }

    /// Batch normalisation with the statistics of this batch (training), for each channel of (…, C).
    ///
    /// - Returns: the normalised values, and the statistics for the running averages.
    /// - Precondition: scale and offset have the shape (C), and there is more than one value for each channel.
    public func batchNormalized(
        scale: Tensor, offset: Tensor, epsilon: Float = 1e-5
    ) -> (value: Tensor, statistics: BatchStatistics) {
        checkChannels([scale, offset])
        let channels = scale.shape[0]
        let rows = shape.elementCount / max(1, channels)
        precondition(rows > 1, "batchNormalized: one value per channel in \(shape) has no variance")
        let (mean, variance) = BatchNormalization.statistics(self)
        let inverse = Elementwise.map(variance) { 1 / ($0 + epsilon).squareRoot() }
        let factor = Elementwise.combine(scale.detached(), inverse) { $0 * $1 }
        let shift = Elementwise.combine(
            offset.detached(), Elementwise.combine(mean, factor) { $0 * $1 }
        ) { $0 - $1 }
        let value = BatchNormalization.affine(self, factor: factor, shift: shift)

        let input = detached()
        let recorded = value.recorded(from: [self, scale, offset]) { gradient in
            let sums = BatchNormalization.gradientSums(gradient, input: input, mean: mean, inverse: inverse)
            let count = Float(rows)
            // dx = factor·(dy − Σdy/n − x̂·Σ(dy·x̂)/n), with x̂ = (x − mean)·inverse, gathered per channel.
            let slope = Elementwise.combine(sums.scale, inverse) { -$0 * $1 / count }
            let constant = Elementwise.combine(
                Elementwise.map(sums.offset) { -$0 / count },
                Elementwise.combine(slope, mean) { $0 * $1 }
            ) { $0 - $1 }
            let inputGradient = BatchNormalization.inputGradient(
                gradient, input: input, factor: factor, slope: slope, constant: constant)
            return [inputGradient, sums.scale, sums.offset]
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

/// The loops of batch normalisation, each over rows of channels.
private enum BatchNormalization {
    /// Mean and variance (divisor n) of each channel, in two passes for accuracy.
    static func statistics(_ input: Tensor) -> (mean: Tensor, variance: Tensor) {
        let channels = input.shape.dimensions.last ?? 1
        let rows = Double(input.shape.elementCount / max(1, channels))
        let sums = ChannelLoops.reduce(input, sums: 1) { base, rows, target in
            ChannelLoops.accumulate(rows: rows, channels: channels, into: target) {
                ChannelLoops.load(base + $1)
            } single: {
                base[$1]
            }
        }
        let mean = Tensor(sums.map { Float($0 / rows) }, shape: [channels])
        let squares = mean.withPointer { mean in
            let mean = ConstantPointer(mean)
            return ChannelLoops.reduce(input, sums: 1) { base, rows, target in
                ChannelLoops.accumulate(rows: rows, channels: channels, into: target) { channel, offset in
                    let centred = ChannelLoops.load(base + offset) - ChannelLoops.load(mean.base + channel)
                    return centred * centred
                } single: { channel, offset in
                    let centred = base[offset] - mean.base[channel]
                    return centred * centred
                }
            }
        }
        return (mean, Tensor(squares.map { Float($0 / rows) }, shape: [channels]))
    }

    /// Σ dy·x̂ and Σ dy over all rows: the gradients of scale and offset.
    static func gradientSums(
        _ gradient: Tensor, input: Tensor, mean: Tensor, inverse: Tensor
    ) -> (scale: Tensor, offset: Tensor) {
        let channels = mean.shape[0]
        let sums = input.withPointer { input in
            mean.withPointer { mean in
                let (input, mean) = (ConstantPointer(input), ConstantPointer(mean))
                let start = gradient.withPointer { ConstantPointer($0) }
                return ChannelLoops.reduce(gradient, sums: 2) { base, rows, target in
                    let values = input.base + (base - start.base)
                    ChannelLoops.accumulate(rows: rows, channels: channels, into: target) { channel, offset in
                        ChannelLoops.load(base + offset)
                            * (ChannelLoops.load(values + offset) - ChannelLoops.load(mean.base + channel))
                    } single: { channel, offset in
                        base[offset] * (values[offset] - mean.base[channel])
                    }
                    ChannelLoops.accumulate(rows: rows, channels: channels, into: target + channels) {
                        ChannelLoops.load(base + $1)
                    } single: {
                        base[$1]
                    }
                }
            }
        }
        let scale = Tensor(sums.prefix(channels).map { Float($0) }, shape: [channels])
        return (
            Elementwise.combine(scale, inverse) { $0 * $1 },
            Tensor(sums.suffix(channels).map { Float($0) }, shape: [channels])
        )
    }

    /// factor · x + shift, for each channel.
    static func affine(_ input: Tensor, factor: Tensor, shift: Tensor?) -> Tensor {
        let channels = factor.shape[0]
        let shift = shift ?? .zeros([channels])
        return rowwise(input, vectors: [factor, shift]) { base, _, vectors, target, rows in
            ChannelLoops.forEachBlock(channels: channels) { channel in
                let (scale, offset) = (
                    ChannelLoops.load(vectors[0].base + channel), ChannelLoops.load(vectors[1].base + channel)
                )
                var place = channel
                for _ in 0..<rows {
                    ChannelLoops.store(ChannelLoops.load(base + place) * scale + offset, to: target + place)
                    place += channels
                }
            } single: { channel in
                let (scale, offset) = (vectors[0].base[channel], vectors[1].base[channel])
                for place in stride(from: channel, to: rows * channels, by: channels) {
                    target[place] = base[place] * scale + offset
                }
            }
        }
    }

    /// factor · (dy + slope · x + constant), for each channel.
    static func inputGradient(
        _ gradient: Tensor, input: Tensor, factor: Tensor, slope: Tensor, constant: Tensor
    ) -> Tensor {
        let channels = factor.shape[0]
        return rowwise(gradient, second: input, vectors: [factor, slope, constant]) {
            base, values, vectors, target, rows in
            ChannelLoops.forEachBlock(channels: channels) { channel in
                let scale = ChannelLoops.load(vectors[0].base + channel)
                let slope = ChannelLoops.load(vectors[1].base + channel)
                let constant = ChannelLoops.load(vectors[2].base + channel)
                var place = channel
                for _ in 0..<rows {
                    let sum = ChannelLoops.load(base + place) + ChannelLoops.load(values + place) * slope + constant
                    ChannelLoops.store(sum * scale, to: target + place)
                    place += channels
                }
            } single: { channel in
                let (scale, slope, constant) = (
                    vectors[0].base[channel], vectors[1].base[channel], vectors[2].base[channel]
                )
                for place in stride(from: channel, to: rows * channels, by: channels) {
                    target[place] = (base[place] + values[place] * slope + constant) * scale
                }
            }
        }
    }

    /// A new tensor made from one or two others, part by part; parts are small enough to stay in cache between the
    /// passes over their channels.
    private static func rowwise(
        _ first: Tensor, second: Tensor? = nil, vectors: [Tensor],
        _ body:
            @Sendable (
                UnsafePointer<Float>, UnsafePointer<Float>, [ConstantPointer], UnsafeMutablePointer<Float>, Int
            ) -> Void
    ) -> Tensor {
        let channels = vectors[0].shape[0]
        let rows = first.shape.elementCount / max(1, channels)
        return Tensor(shape: first.shape) { target in
            let pointers = vectors.map { ConstantPointer(UnsafePointer($0.storage.base)) }
            let (target, one, two) = (
                SharedPointer(target), ConstantPointer(UnsafePointer(first.storage.base)),
                ConstantPointer(UnsafePointer((second ?? first).storage.base))
            )
            withExtendedLifetime((first, second, vectors)) {
                Parallel.ranges(rows, grain: ChannelLoops.grain(channels: channels)) { range in
                    for start in stride(from: range.lowerBound, to: range.upperBound, by: 128) {
                        let offset = start * channels
                        body(
                            one.base + offset, two.base + offset, pointers, target.base + offset,
                            min(128, range.upperBound - start))
                    }
                }
            }
        }
    }
}
