/// Loops over elements that lie side by side, split over the processors where there are many.
enum Elementwise {
    /// Elements for one part of a split loop: enough that the split costs nothing.
    static let grain = 1 << 17
    /// The same where each element costs an exponential or the like.
    static let curveGrain = 1 << 14

    /// `body` on each element.
    @inline(__always)
    static func map(
        _ input: Tensor, grain: Int = grain, _ body: @Sendable (Float) -> Float
    ) -> Tensor {
        Tensor(shape: input.shape) { target in
            input.withPointer { source in
                let (target, source) = (SharedPointer(target), ConstantPointer(source))
                Parallel.ranges(input.shape.elementCount, grain: grain) { range in
                    // Plain pointers and a plain count: what the compiler needs for vector instructions.
                    let (target, source) = (target.base + range.lowerBound, source.base + range.lowerBound)
                    for index in 0..<range.count { target[index] = body(source[index]) }
                }
            }
        }
    }

    /// `body` on each pair of elements of two tensors of one shape.
    @inline(__always)
    static func combine(
        _ first: Tensor, _ second: Tensor, _ body: @Sendable (Float, Float) -> Float
    ) -> Tensor {
        precondition(first.shape == second.shape, "combine: shapes \(first.shape) and \(second.shape)")
        return Tensor(shape: first.shape) { target in
            first.withPointer { one in
                second.withPointer { two in
                    let (target, one, two) = (SharedPointer(target), ConstantPointer(one), ConstantPointer(two))
                    Parallel.ranges(first.shape.elementCount, grain: grain) { range in
                        let target = target.base + range.lowerBound
                        let (one, two) = (one.base + range.lowerBound, two.base + range.lowerBound)
                        for index in 0..<range.count { target[index] = body(one[index], two[index]) }
                    }
                }
            }
        }
    }

    static func sum(_ first: Tensor, _ second: Tensor) -> Tensor {
        combine(first, second) { $0 + $1 }
    }
}
