/// What a binary cross-entropy weighs, and how it is summed up.
public struct BinaryCrossEntropyOptions: Sendable {
    /// How the elements' losses become one.
    public enum Reduction: Sendable {
        /// The mean over all elements; with a mask Σ mask · loss / Σ mask.
        case mean
        /// The sum over all elements.
        case sum
    }

    /// How much more a target of 1 counts than one of 0: a scalar, or one for each class, (C). Nil: 1.
    public var positiveWeight: Tensor?
    /// How much each class counts, (C). Doesn't enter the divisor of the mean. Nil: 1.
    public var classWeight: Tensor?
    /// 1 where an element counts and 0 where it doesn't (or anything between), of a shape that broadcasts to the
    /// logits'. Nil: all of them count.
    public var mask: Tensor?
    /// The mean or the sum.
    public var reduction: Reduction

    /// Everything counts alike by default, and the mean is taken.
    public init(
        positiveWeight: Tensor? = nil, classWeight: Tensor? = nil, mask: Tensor? = nil, reduction: Reduction = .mean
    ) {
        self.positiveWeight = positiveWeight
        self.classWeight = classWeight
        self.mask = mask
        self.reduction = reduction
    }

    /// One weight for all positive targets.
    public init(positiveWeight: Float) {
        self.init(positiveWeight: Tensor(positiveWeight))
    }
}

extension Tensor {
    /// The binary cross-entropy of these logits (…, C): −w·p·t·log σ(x) − w·(1 − t)·log(1 − σ(x)), with positive
    /// weight p and class weight w. Stable for logits of any size.
    ///
    /// No gradient flows to targets, weights or mask.
    ///
    /// - Parameters:
    ///   - targets: t between 0 and 1, of the logits' shape.
    ///   - options: what counts how much, and the mean or the sum.
    /// - Returns: one number.
    /// - Precondition: the shapes are as said.
    public func binaryCrossEntropy(
        targets: Tensor, options: BinaryCrossEntropyOptions = BinaryCrossEntropyOptions()
    ) -> Tensor {
        precondition(
            targets.shape == shape, "binaryCrossEntropy: the logits \(shape) and the targets \(targets.shape)")
        precondition(
            options.mask.map { Broadcasting.shape(shape, $0.shape) == shape } ?? true,
            "binaryCrossEntropy: the mask \(options.mask?.shape ?? []) for the logits \(shape)")
        let kernel = BinaryCrossEntropy(logits: detached(), targets: targets.detached(), options: options)
        return kernel.loss().recorded(from: [self]) { [kernel.gradient(scale: $0.scalar)] }
    }
}

/// The loops, over blocks that hold whole rows of classes, so that the weights of the classes can lie beside them
/// ready for vector instructions.
private struct BinaryCrossEntropy: Sendable {
    private let logits: Tensor
    private let targets: Tensor
    private let mask: Tensor?
    /// p and w, repeated over a block.
    private let positive: Tensor
    private let weight: Tensor
    private let blockSize: Int
    private let divisor: Float

    init(logits: Tensor, targets: Tensor, options: BinaryCrossEntropyOptions) {
        self.logits = logits
        self.targets = targets
        let shape = logits.shape
        mask = options.mask.map { $0.expanded(to: shape) }
        let classes = max(1, shape.dimensions.last ?? 1)
        let rows = max(1, 1024 / classes)
        blockSize = rows * classes
        positive = Self.repeated(options.positiveWeight, rows: rows, classes: classes, name: "positive weight")
        weight = Self.repeated(options.classWeight, rows: rows, classes: classes, name: "class weight")
        switch options.reduction {
        case .sum: divisor = 1
        case .mean: divisor = mask?.sum().scalar ?? Float(shape.elementCount)
        }
    }

    func loss() -> Tensor {
        let blocks = (logits.shape.elementCount + blockSize - 1) / blockSize
        let sums = Tensor(shape: [blocks]) { target in
            let target = SharedPointer(target)
            forEachBlock { block, terms, scratch in
                for index in 0..<terms.count {
                    let (logit, goal) = (terms.logits[index], terms.targets[index])
                    // −log σ(x) = log(1 + e⁻ˣ) and −log(1 − σ(x)) = log(1 + eˣ), without overflow.
                    let rest = VectorMath.logOnePlus(VectorMath.exp(-abs(logit)))
                    let loss =
                        (1 - goal) * (rest + max(logit, 0)) + terms.positive[index] * goal * (rest + max(-logit, 0))
                    scratch[index] = loss * terms.weight[index]
                }
                if let mask = terms.mask {
                    for index in 0..<terms.count { scratch[index] *= mask[index] }
                }
                target.base[block] = Reductions.sum(scratch, count: terms.count)
            }
        }
        return sums.sum() / divisor
    }

    func gradient(scale: Float) -> Tensor {
        let factor = scale / divisor
        return Tensor(shape: logits.shape) { target in
            let target = SharedPointer(target)
            forEachBlock { block, terms, _ in
                let result = target.base + block * blockSize
                for index in 0..<terms.count {
                    let goal = terms.targets[index]
                    let (likely, unlikely) = VectorMath.shares(terms.logits[index])
                    let derivative = (1 - goal) * likely - terms.positive[index] * goal * unlikely
                    result[index] = derivative * terms.weight[index] * factor
                }
                if let mask = terms.mask {
                    for index in 0..<terms.count { result[index] *= mask[index] }
                }
            }
        }
    }

    /// The floats of one block.
    private struct Terms {
        let count: Int
        let logits: UnsafePointer<Float>
        let targets: UnsafePointer<Float>
        let mask: UnsafePointer<Float>?
        let positive: UnsafePointer<Float>
        let weight: UnsafePointer<Float>
    }

    @inline(__always)
    private func forEachBlock(_ body: @Sendable (Int, Terms, UnsafeMutablePointer<Float>) -> Void) {
        let count = logits.shape.elementCount
        let blocks = (count + blockSize - 1) / blockSize
        withExtendedLifetime(self) {
            Parallel.ranges(blocks, grain: max(1, Elementwise.curveGrain / blockSize)) { range in
                withScratch(blockSize) { scratch in
                    for block in range {
                        let start = block * blockSize
                        let terms = Terms(
                            count: min(blockSize, count - start),
                            logits: UnsafePointer(logits.storage.base) + start,
                            targets: UnsafePointer(targets.storage.base) + start,
                            mask: mask.map { UnsafePointer($0.storage.base) + start },
                            positive: UnsafePointer(positive.storage.base),
                            weight: UnsafePointer(weight.storage.base))
                        body(block, terms, scratch)
                    }
                }
            }
        }
    }

    private static func repeated(_ weights: Tensor?, rows: Int, classes: Int, name: StaticString) -> Tensor {
        guard let weights else { return .ones([rows, classes]) }
        precondition(
            weights.shape.elementCount == 1 || weights.shape == [classes],
            "binaryCrossEntropy: the \(name) \(weights.shape) for \(classes) classes")
        return weights.expanded(to: [rows, classes])
    }
}
