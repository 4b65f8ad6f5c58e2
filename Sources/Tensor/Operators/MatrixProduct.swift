extension Tensor {
    /// The matrix product, of two matrices or of stacks of them.
    ///
    /// - Parameters:
    ///   - other: (K, P), or (B, K, P) where this is (B, M, K).
    ///   - transposingSelf: whether this is read as its transpose: it is (K, M) or (B, K, M).
    ///   - transposingOther: the same for the other.
    /// - Returns: (M, P), or (B, M, P) where this is a stack. A stack times one matrix multiplies each by it.
    /// - Precondition: the shapes fit.
    public func matmul(_ other: Tensor, transposingSelf: Bool = false, transposingOther: Bool = false) -> Tensor {
        let product = MatrixProduct(
            shape, other.shape, transposesLeft: transposingSelf, transposesRight: transposingOther)
        guard let product else {
            preconditionFailure(
                "matmul: the shapes \(shape)\(transposingSelf ? "ᵀ" : "") and "
                    + "\(other.shape)\(transposingOther ? "ᵀ" : "") don't fit")
        }
        let value = product.apply(self, other)
        let (left, right) = (detached(), other.detached())
        let (needsLeft, needsRight) = (isTracked, other.isTracked)
        return value.recorded(from: [self, other]) { gradient in
            [
                needsLeft ? product.leftGradient(gradient, right: right) : nil,
                needsRight ? product.rightGradient(gradient, left: left) : nil,
            ]
        }
    }
}

/// The extents of a matrix product: `batch` times (rows × inner) · (inner × columns).
private struct MatrixProduct: Sendable {
    private let batch: Int
    private let rows: Int
    private let inner: Int
    private let columns: Int
    private let left: TensorShape
    private let right: TensorShape
    private let transposesLeft: Bool
    private let transposesRight: Bool
    /// One matrix on the right for a stack on the left.
    private let sharesRight: Bool

    init?(_ left: TensorShape, _ right: TensorShape, transposesLeft: Bool, transposesRight: Bool) {
        guard 2...3 ~= left.rank, right.rank == 2 || (right.rank == 3 && left.rank == 3 && left[0] == right[0])
        else { return nil }
        let (leftRows, leftColumns) = (left[left.rank - 2], left[left.rank - 1])
        let (rightRows, rightColumns) = (right[right.rank - 2], right[right.rank - 1])
        rows = transposesLeft ? leftColumns : leftRows
        inner = transposesLeft ? leftRows : leftColumns
        columns = transposesRight ? rightRows : rightColumns
        guard inner == (transposesRight ? rightColumns : rightRows) else { return nil }
        batch = left.rank == 3 ? left[0] : 1
        sharesRight = right.rank == 2
        self.left = left
        self.right = right
        self.transposesLeft = transposesLeft
        self.transposesRight = transposesRight
    }

    func apply(_ left: Tensor, _ right: Tensor) -> Tensor {
        let one = Operand(left, transposed: transposesLeft, matrix: rows * inner)
        let two = Operand(right, transposed: transposesRight, matrix: sharesRight ? 0 : inner * columns)
        let shape: TensorShape = self.left.rank == 3 ? [batch, rows, columns] : [rows, columns]
        return multiply(one, two, shape: shape, batch: batch, rows: rows, columns: columns, inner: inner)
    }

    /// dA = dC · Bᵀ, or (B · dCᵀ where A is read transposed).
    func leftGradient(_ gradient: Tensor, right: Tensor) -> Tensor {
        let upstream = Operand(gradient, transposed: transposesLeft, matrix: rows * columns)
        let other = Operand(
            right, transposed: transposesLeft ? transposesRight : !transposesRight,
            matrix: sharesRight ? 0 : inner * columns)
        return transposesLeft
            ? multiply(other, upstream, shape: left, batch: batch, rows: inner, columns: rows, inner: columns)
            : multiply(upstream, other, shape: left, batch: batch, rows: rows, columns: inner, inner: columns)
    }

    /// dB = Aᵀ · dC, or (dCᵀ · A where B is read transposed), summed over the stack where B is shared.
    func rightGradient(_ gradient: Tensor, left: Tensor) -> Tensor {
        let upstream = Operand(gradient, transposed: transposesRight, matrix: rows * columns)
        let other = Operand(
            left, transposed: transposesRight ? transposesLeft : !transposesLeft, matrix: rows * inner)
        let (height, width) = transposesRight ? (columns, inner) : (inner, columns)
        let shape: TensorShape = batch == 1 ? right : [batch, height, width]
        let stack =
            transposesRight
            ? multiply(upstream, other, shape: shape, batch: batch, rows: columns, columns: inner, inner: rows)
            : multiply(other, upstream, shape: shape, batch: batch, rows: inner, columns: columns, inner: rows)
        return sharesRight && batch != 1 ? stack.sum(axes: [0]) : stack
    }

    /// A stack of matrices as it lies in memory; `matrix` elements from one to the next.
    private struct Operand {
        let tensor: Tensor
        let transposed: Bool
        let matrix: Int

        init(_ tensor: Tensor, transposed: Bool, matrix: Int) {
            self.tensor = tensor
            self.transposed = transposed
            self.matrix = matrix
        }

        /// From one row in memory to the next.
        var stride: Int { tensor.shape[tensor.shape.rank - 1] }
    }

    /// Each matrix of the result in bands of rows, so that one large product is split as well.
    private func multiply(
        _ left: Operand, _ right: Operand, shape: TensorShape, batch: Int, rows: Int, columns: Int, inner: Int
    ) -> Tensor {
        let band = max(64, 1 << 22 / max(1, columns * inner))
        let bands = (rows + band - 1) / band
        return Tensor(shape: shape) { target in
            left.tensor.withPointer { one in
                right.tensor.withPointer { two in
                    let (one, two, target) = (ConstantPointer(one), ConstantPointer(two), SharedPointer(target))
                    Parallel.forEach(batch * bands) { task in
                        let (image, start) = (task / bands, task % bands * band)
                        let first = one.base + image * left.matrix + (left.transposed ? start : start * left.stride)
                        OpenBLAS.multiply(
                            OpenBLAS.Matrix(base: first, stride: left.stride, transposed: left.transposed),
                            OpenBLAS.Matrix(
                                base: two.base + image * right.matrix, stride: right.stride,
                                transposed: right.transposed),
                            into: target.base + (image * rows + start) * columns, stride: columns,
                            rows: min(band, rows - start), columns: columns, inner: inner)
                    }
                }
            }
        }
    }
}
