/// What an optimizer does to one parameter, in one pass over it: new values and new state from the old ones and the
/// gradient, sixteen elements at a time.
///
/// The last group may reach past the elements, but not past the storage, whose size is a multiple of 64 bytes.
enum ParameterUpdates {
    typealias Lanes = ChannelLoops.Lanes

    private static let grain = Elementwise.grain / Lanes.scalarCount

    /// With one value of state per element: `body(&parameter, gradient, &state)`.
    @inline(__always)
    static func update(
        _ parameter: Tensor, gradient: Tensor, _ state: Tensor,
        _ body: @Sendable (inout Lanes, Lanes, inout Lanes) -> Void
    ) -> (parameter: Tensor, state: Tensor) {
        let (shape, count) = (parameter.shape, groups(of: parameter))
        let (newParameter, newState) = (Storage(count: shape.elementCount), Storage(count: shape.elementCount))
        let (to, toState) = (SharedPointer(newParameter.base), SharedPointer(newState.base))
        parameter.withPointer { parameter in
            gradient.withPointer { gradient in
                state.withPointer { state in
                    let (parameter, gradient) = (ConstantPointer(parameter), ConstantPointer(gradient))
                    let state = ConstantPointer(state)
                    Parallel.ranges(count, grain: grain) { range in
                        for group in range {
                            let offset = group * Lanes.scalarCount
                            var value = ChannelLoops.load(parameter.base + offset)
                            var first = ChannelLoops.load(state.base + offset)
                            body(&value, ChannelLoops.load(gradient.base + offset), &first)
                            ChannelLoops.store(value, to: to.base + offset)
                            ChannelLoops.store(first, to: toState.base + offset)
                        }
                    }
                }
            }
        }
        return (tensor(newParameter, shape), tensor(newState, shape))
    }

    /// With two values of state per element: `body(&parameter, gradient, &first, &second)`.
    @inline(__always)
    static func update(
        _ parameter: Tensor, gradient: Tensor, _ first: Tensor, _ second: Tensor,
        _ body: @Sendable (inout Lanes, Lanes, inout Lanes, inout Lanes) -> Void
    ) -> (parameter: Tensor, first: Tensor, second: Tensor) {
        let (shape, count) = (parameter.shape, groups(of: parameter))
        let elements = shape.elementCount
        let (newParameter, newFirst) = (Storage(count: elements), Storage(count: elements))
        let newSecond = Storage(count: elements)
        let (to, toFirst) = (SharedPointer(newParameter.base), SharedPointer(newFirst.base))
        let toSecond = SharedPointer(newSecond.base)
        parameter.withPointer { parameter in
            gradient.withPointer { gradient in
                first.withPointer { first in
                    second.withPointer { second in
                        let (parameter, gradient) = (ConstantPointer(parameter), ConstantPointer(gradient))
                        let (first, second) = (ConstantPointer(first), ConstantPointer(second))
                        Parallel.ranges(count, grain: grain) { range in
                            for group in range {
                                let offset = group * Lanes.scalarCount
                                var value = ChannelLoops.load(parameter.base + offset)
                                var one = ChannelLoops.load(first.base + offset)
                                var two = ChannelLoops.load(second.base + offset)
                                body(&value, ChannelLoops.load(gradient.base + offset), &one, &two)
                                ChannelLoops.store(value, to: to.base + offset)
                                ChannelLoops.store(one, to: toFirst.base + offset)
                                ChannelLoops.store(two, to: toSecond.base + offset)
                            }
                        }
                    }
                }
            }
        }
        return (tensor(newParameter, shape), tensor(newFirst, shape), tensor(newSecond, shape))
    }

    /// The sum of the squares of all elements: in `Float` over parts of 4,096, then in `Double`.
    static func sumOfSquares(_ tensor: Tensor) -> Double {
        let count = tensor.shape.elementCount
        return tensor.withPointer { values in
            var total = 0.0
            var offset = 0
            while offset < count {
                let end = min(offset + 4096, count)
                var sums = Lanes.zero
                while offset + Lanes.scalarCount <= end {
                    let lanes = ChannelLoops.load(values + offset)
                    sums += lanes * lanes
                    offset += Lanes.scalarCount
                }
                total += Double(sums.sum())
                while offset < end {
                    total += Double(values[offset]) * Double(values[offset])
                    offset += 1
                }
            }
            return total
        }
    }

    /// Roots of sixteen finite numbers that are not negative, right to the last place for normal numbers.
    ///
    /// The library's own root becomes sixteen calls, which take more time than all the rest of a step. This one starts
    /// from the exponent's half (Lomont 2003), takes two of Newton's steps to 1/√x and one of Heron's to √x.
    @inline(__always)
    static func squareRoot(_ value: Lanes) -> Lanes {
        let bits = unsafeBitCast(value, to: SIMD16<UInt32>.self)
        let guess = SIMD16<UInt32>(repeating: 0x5F37_59DF) &- (bits &>> 1)
        var inverse = unsafeBitCast(guess, to: Lanes.self)
        let half = 0.5 * value
        inverse *= 1.5 - half * inverse * inverse
        inverse *= 1.5 - half * inverse * inverse
        let root = value * inverse
        return root + 0.5 * inverse * (value - root * root)
    }

    private static func groups(of tensor: Tensor) -> Int {
        (tensor.shape.elementCount + Lanes.scalarCount - 1) / Lanes.scalarCount
    }

    private static func tensor(_ storage: Storage, _ shape: TensorShape) -> Tensor {
        Tensor(storage: storage, shape: shape, node: nil)
    }
}
