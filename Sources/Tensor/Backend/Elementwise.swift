/// Loops over elements that lie side by side, split over the processors where there are many.
///
/// A closure that crosses to other threads isn't inlined: where it holds the loop, the loop becomes vector
/// instructions; where a loop calls it for each element, every call is one. So ``loop(over:grain:_:)`` is for images
/// and ``map(_:_:)`` for short vectors.
enum Elementwise {
    /// Elements for one part of a split loop: enough that the split costs nothing.
    static let grain = 1 << 17
    /// The same where each element costs an exponential or the like.
    static let curveGrain = 1 << 14

    typealias Kernel = @Sendable (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void
    typealias PairKernel =
        @Sendable (UnsafeMutablePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, Int) -> Void

    /// A tensor of the same shape, each part of which `kernel` fills: (target, source, count).
    static func loop(over input: Tensor, grain: Int = grain, _ kernel: Kernel) -> Tensor {
        Tensor(shape: input.shape) { target in
            input.withPointer { source in
                let (target, source) = (SharedPointer(target), ConstantPointer(source))
                Parallel.ranges(input.shape.elementCount, grain: grain) { range in
                    kernel(target.base + range.lowerBound, source.base + range.lowerBound, range.count)
                }
            }
        }
    }

    /// The same for two tensors of one shape: (target, first, second, count).
    static func loop(over first: Tensor, _ second: Tensor, grain: Int = grain, _ kernel: PairKernel) -> Tensor {
        precondition(first.shape == second.shape, "loop: shapes \(first.shape) and \(second.shape)")
        return Tensor(shape: first.shape) { target in
            first.withPointer { one in
                second.withPointer { two in
                    let (target, one, two) = (SharedPointer(target), ConstantPointer(one), ConstantPointer(two))
                    Parallel.ranges(first.shape.elementCount, grain: grain) { range in
                        let start = range.lowerBound
                        kernel(target.base + start, one.base + start, two.base + start, range.count)
                    }
                }
            }
        }
    }

    /// `body` on each element of a short vector.
    static func map(_ input: Tensor, _ body: (Float) -> Float) -> Tensor {
        Tensor(input.scalars.map(body), shape: input.shape)
    }

    /// `body` on each pair of elements of two short vectors of one shape.
    static func combine(_ first: Tensor, _ second: Tensor, _ body: (Float, Float) -> Float) -> Tensor {
        precondition(first.shape == second.shape, "combine: shapes \(first.shape) and \(second.shape)")
        return Tensor(zip(first.scalars, second.scalars).map { body($0.0, $0.1) }, shape: first.shape)
    }

    static func sum(_ first: Tensor, _ second: Tensor) -> Tensor {
        loop(over: first, second) { target, one, two, count in
            for index in 0..<count { target[index] = one[index] + two[index] }
        }
    }
}
