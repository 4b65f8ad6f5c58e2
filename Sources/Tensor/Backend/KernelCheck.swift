/// Tries the kernels in force before they are trusted: OpenBLAS's products beside those of a plain loop.
enum KernelCheck {
    /// Whether they agree: each way of reading both sides in a small product, for which some kernels have a path of
    /// its own, and a larger one. Sizes are odd, so that what is left over at the edges is tried too.
    static func passes() -> Bool {
        [(false, false), (false, true), (true, false), (true, true)].allSatisfy { left, right in
            agrees(rows: 19, columns: 37, inner: 45, transposing: (left, right))
        } && agrees(rows: 67, columns: 117, inner: 131, transposing: (false, false))
    }

    private static func agrees(
        rows: Int, columns: Int, inner: Int, transposing: (left: Bool, right: Bool)
    ) -> Bool {
        // Small whole numbers, so that they add up to exactly the same in any order.
        let left = (0..<rows * inner).map { Float($0 * 7 % 13 - 6) }
        let right = (0..<inner * columns).map { Float($0 * 5 % 17 - 8) }
        // Both sides as rows of `inner` elements, so that the loop is short in time.
        let leftRows = transposing.left ? transposed(left, rows: inner) : left
        let rightRows = transposing.right ? right : transposed(right, rows: inner)
        var result = [Float](repeating: .nan, count: rows * columns)
        result.withUnsafeMutableBufferPointer { result in
            left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in
                    guard let one = left.baseAddress, let two = right.baseAddress, let target = result.baseAddress
                    else { return }
                    OpenBLAS.product(
                        OpenBLAS.Matrix(
                            base: one, stride: transposing.left ? rows : inner, transposed: transposing.left),
                        OpenBLAS.Matrix(
                            base: two, stride: transposing.right ? inner : columns, transposed: transposing.right),
                        into: target, stride: columns, rows: rows, columns: columns, inner: inner)
                }
            }
        }
        for row in 0..<rows {
            for column in 0..<columns {
                var sum: Float = 0
                for index in 0..<inner { sum += leftRows[row * inner + index] * rightRows[column * inner + index] }
                if result[row * columns + column] != sum { return false }
            }
        }
        return true
    }

    /// A matrix of so many rows, read by columns.
    private static func transposed(_ matrix: [Float], rows: Int) -> [Float] {
        let columns = matrix.count / rows
        return (0..<columns).flatMap { column in (0..<rows).map { matrix[$0 * columns + column] } }
    }
}
