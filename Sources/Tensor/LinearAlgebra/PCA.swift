/// Principal components: the directions along which samples vary most.
///
/// ```swift
/// let pca = try PCA(latents, componentCount: 2)
/// let plane = pca.transform(latents)   // (samples, 2)
/// ```
public struct PCA: Sendable {
    /// The mean of the samples, (D).
    public let mean: Tensor
    /// The directions as orthonormal rows, (K, D), by falling variance. Of each, the element of the greatest magnitude
    /// is positive, as in scikit-learn.
    public let components: Tensor
    /// The variance along each direction, (K), over the number of samples less one.
    public let variances: Tensor
    /// The share of each direction in the variance of the samples, (K); zeros where they don't vary.
    public let varianceShares: Tensor

    /// Finds the components of samples.
    ///
    /// - Parameters:
    ///   - samples: one in each row, (N, D).
    ///   - componentCount: how many to keep; min(N, D) by default.
    /// - Throws: ``LinearAlgebraError/notFinite(operation:)``, ``LinearAlgebraError/noConvergence(operation:)``.
    /// - Precondition: at least two samples; the number of components is within 1…min(N, D).
    public init(_ samples: Tensor, componentCount: Int? = nil) throws {
        precondition(
            samples.shape.rank == 2 && samples.shape[0] >= 2 && samples.shape[1] >= 1,
            "PCA: the shape \(samples.shape) is not that of two or more samples")
        let (rows, columns) = (samples.shape[0], samples.shape[1])
        let most = min(rows, columns)
        let count = componentCount ?? most
        precondition(1...most ~= count, "PCA: \(count) components of the shape \(samples.shape)")
        try LinearAlgebra.requireFinite(samples, operation: "PCA")

        mean = Self.mean(of: samples)
        let centred = Self.adding(mean, times: -1, toRowsOf: samples)
        // Of many samples, R of the QR decomposition has the same directions and is as small as one can be.
        let (_, values, directions) = try LinearAlgebra.svd(
            rows > columns ? LinearAlgebra.finiteR(centred) : centred)
        let squares = values.scalars.map { $0 * $0 / Float(rows - 1) }
        let total = squares.reduce(0, +)
        variances = Tensor(Array(squares[..<count]), shape: [count])
        varianceShares = Tensor(squares[..<count].map { total > 0 ? $0 / total : 0 }, shape: [count])
        components = Tensor(shape: [count, columns]) { target in
            directions.withPointer { source in
                for row in 0..<count {
                    let line = UnsafeBufferPointer(start: source + row * columns, count: columns)
                    let greatest = line.max { abs($0) < abs($1) } ?? 0
                    let sign: Float = greatest < 0 ? -1 : 1
                    for column in 0..<columns { target[row * columns + column] = sign * line[column] }
                }
            }
        }
    }

    /// The coordinates of samples (N, D) along the directions, (N, K).
    ///
    /// - Precondition: D is the extent that the components were found in.
    public func transform(_ samples: Tensor) -> Tensor {
        let (count, columns) = (components.shape[0], components.shape[1])
        precondition(
            samples.shape.rank == 2 && samples.shape[1] == columns,
            "PCA.transform: the shape \(samples.shape), where \(columns) columns are expected")
        let centred = Self.adding(mean, times: -1, toRowsOf: samples)
        return Self.product(centred, components, transposed: true, columns: count)
    }

    /// The samples (N, D) that have these coordinates (N, K): the nearest to those that were transformed.
    ///
    /// - Precondition: K is the number of components.
    public func inverseTransform(_ coordinates: Tensor) -> Tensor {
        let (count, columns) = (components.shape[0], components.shape[1])
        precondition(
            coordinates.shape.rank == 2 && coordinates.shape[1] == count,
            "PCA.inverseTransform: the shape \(coordinates.shape), where \(count) columns are expected")
        let centred = Self.product(coordinates, components, transposed: false, columns: columns)
        return Self.adding(mean, times: 1, toRowsOf: centred)
    }

    private static func mean(of samples: Tensor) -> Tensor {
        let (rows, columns) = (samples.shape[0], samples.shape[1])
        var sums = [Double](repeating: 0, count: columns)
        samples.withPointer { source in
            for row in 0..<rows {
                for column in 0..<columns { sums[column] += Double(source[row * columns + column]) }
            }
        }
        return Tensor(sums.map { Float($0 / Double(rows)) }, shape: [columns])
    }

    private static func adding(_ row: Tensor, times factor: Float, toRowsOf matrix: Tensor) -> Tensor {
        let columns = matrix.shape[1]
        return Tensor(shape: matrix.shape) { target in
            matrix.withPointer { source in
                row.withPointer { row in
                    for first in stride(from: 0, to: matrix.shape.elementCount, by: columns) {
                        for column in 0..<columns {
                            target[first + column] = source[first + column] + factor * row[column]
                        }
                    }
                }
            }
        }
    }

    private static func product(_ left: Tensor, _ right: Tensor, transposed: Bool, columns: Int) -> Tensor {
        Tensor(shape: [left.shape[0], columns]) { target in
            left.withPointer { leftBase in
                right.withPointer { rightBase in
                    OpenBLAS.multiply(
                        .init(base: leftBase, stride: left.shape[1]),
                        .init(base: rightBase, stride: right.shape[1], transposed: transposed), into: target,
                        stride: columns, rows: left.shape[0], columns: columns, inner: left.shape[1])
                }
            }
        }
    }
}
