extension Tensor {
    /// Each element set to 0 with probability `rate`, the others divided by 1 − `rate`. For training; in evaluation
    /// leave it out.
    ///
    /// - Parameters:
    ///   - rate: the share of elements that become 0.
    ///   - generator: gives the seed of the draw. The draw isn't kept: the gradient repeats it.
    /// - Precondition: `rate` is at least 0 and less than 1.
    public func dropout(rate: Float, using generator: inout SeededGenerator) -> Tensor {
        precondition(rate >= 0 && rate < 1, "dropout: the rate \(rate)")
        guard rate > 0 else { return self }
        let seed = generator.next()
        return masked(rate: rate, seed: seed).recorded(from: [self]) { [$0.masked(rate: rate, seed: seed)] }
    }

    private func masked(rate: Float, seed: UInt64) -> Tensor {
        let factor = 1 / (1 - rate)
        // A part of a fixed size has a generator of its own, so that the draw doesn't depend on the processors.
        let grain = 1 << 14
        return Tensor(shape: shape) { target in
            withPointer { source in
                let (source, target) = (ConstantPointer(source), SharedPointer(target))
                Parallel.ranges(shape.elementCount, grain: grain) { range in
                    var generator = SeededGenerator(seed: seed &+ UInt64(range.lowerBound / grain))
                    for index in range {
                        target.base[index] = generator.uniform() < rate ? 0 : source.base[index] * factor
                    }
                }
            }
        }
    }
}
