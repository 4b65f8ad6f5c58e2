extension Tensor {
    /// Runs `body` for each image of a batch (N, …), given as a batch of one with its number; the results in order.
    ///
    /// Several images are worked at once, each by one thread from beginning to end: for computations whose images are
    /// large and whose weights are small, which then stay in the cache of one processor. Threads
    /// for which no image is left help the others with theirs.
    ///
    /// No gradient flows through it.
    ///
    /// - Precondition: at least one axis.
    public func perImage<Result: Sendable>(_ body: @Sendable (Int, Tensor) -> Result) -> [Result] {
        precondition(shape.rank > 0, "perImage: a scalar has no images")
        let images = detached()
        let count = shape[0]
        let results = Slots<Result>(count: count)
        Parallel.forEachLarge(count) { results[$0] = body($0, images.image($0)) }
        return results.all
    }

    private func image(_ index: Int) -> Tensor {
        shape[0] == 1 ? self : sliced(index..<index + 1, axis: 0)
    }
}

/// A place for each result, written by different threads, each its own.
private final class Slots<Value: Sendable>: @unchecked Sendable {
    private let base: UnsafeMutablePointer<Value?>
    private let count: Int

    init(count: Int) {
        self.count = count
        base = .allocate(capacity: max(1, count))
        base.initialize(repeating: nil, count: max(1, count))
    }

    deinit {
        base.deinitialize(count: max(1, count))
        base.deallocate()
    }

    subscript(index: Int) -> Value? {
        get { base[index] }
        set { base[index] = newValue }
    }

    var all: [Value] { (0..<count).compactMap { base[$0] } }
}
