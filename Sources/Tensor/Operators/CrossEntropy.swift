extension Tensor {
    /// The cross-entropy of these logits (…, C) with one class for each row: the mean of log Σ eˣ − x[class].
    ///
    /// - Parameter labels: the class of each row, in row-major order.
    /// - Returns: one number.
    /// - Precondition: as many labels as rows, at least one, each a class.
    public func crossEntropy(labels: [Int]) -> Tensor {
        let classes = shape.dimensions.last ?? 0
        let rows = shape.elementCount / max(1, classes)
        precondition(
            shape.rank > 0 && labels.count == rows && rows > 0 && labels.allSatisfy { 0..<classes ~= $0 },
            "crossEntropy: \(labels.count) labels from \(labels.min() ?? 0) to \(labels.max() ?? 0) "
                + "for the logits \(shape)")
        let table = sharing(shape: [rows, classes])
        let sums = table.logSumExp(axis: 1)
        var total = 0.0
        table.withPointer { logits in
            sums.withPointer { sums in
                for row in 0..<rows { total += Double(sums[row]) - Double(logits[row * classes + labels[row]]) }
            }
        }
        let full = shape
        return Tensor(Float(total / Double(rows))).recorded(from: [self]) { gradient in
            // dx = (softmax − 1 at the class) · dy / rows
            let factor = gradient.scalar / Float(rows)
            let scale = Tensor(repeating: factor, shape: [rows])
            let split = AxisSplit(table.shape, axis: 1, operation: "crossEntropy")
            let slope = Exponentials.shares(table, logSum: sums, factor: scale, split)
            for row in 0..<rows { slope.storage.base[row * classes + labels[row]] -= factor }
            return [slope.sharing(shape: full)]
        }
    }
}
