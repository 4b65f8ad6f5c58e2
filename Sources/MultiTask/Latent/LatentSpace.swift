package import Foundation
internal import Tensor

/// What Z is like over a corpus: where its columns lie, along which directions they vary, what can be read from them, and how
/// they differ with who plays, how much and how high.
package struct LatentSpace: Sendable, Equatable {
    /// See ``LatentSamples/descriptors``.
    package let descriptors: [String]
    package let bandCount: Int
    package let channelCount: Int
    /// The mean column.
    package let mean: [Float]
    /// The principal components, (K × bands × channels), of falling variance.
    package let components: [Float]
    /// The share of each component in the variance.
    package let varianceShares: [Float]
    /// How a column differs, on average and all else being equal, for one more of each descriptor: the least-squares
    /// solution of column = mean + descriptors · directions, (descriptors × bands × channels).
    package let directions: [Float]
    /// How well each descriptor can be read from the K coordinates of columns of other clips: the coefficient of
    /// determination R² of a linear regression; 1 is all, 0 what their mean alone tells.
    package let determinations: [Double]

    private var size: Int { bandCount * channelCount }

    /// Every fifth clip is held out: it is neither in the components nor in the regressions, and R² is of it.
    ///
    /// - Parameter componentCount: K, at most.
    /// - Throws: `LinearAlgebraError` where the samples are no numbers.
    /// - Precondition: more samples than components and descriptors, some of them held out.
    package init(_ samples: LatentSamples, componentCount: Int = 64) throws {
        let size = samples.bandCount * samples.channelCount
        let known = samples.clips.indices.filter { samples.clips[$0] % 5 != 4 }
        let others = samples.clips.indices.filter { samples.clips[$0] % 5 == 4 }
        let (width, count) = (samples.descriptors.count, min(componentCount, size))
        precondition(
            known.count > count + width && !others.isEmpty,
            "LatentSpace: \(known.count) columns and \(others.count) others for \(count) components")
        descriptors = samples.descriptors
        (bandCount, channelCount) = (samples.bandCount, samples.channelCount)

        let columns = Self.rows(known, of: samples.values, width: size)
        let pca = try PCA(columns, componentCount: count)
        mean = pca.mean.scalars
        components = pca.components.scalars
        varianceShares = pca.varianceShares.scalars

        let told = Self.withOne(Self.rows(known, of: samples.truth, width: width))
        directions = try Array(LinearAlgebra.leastSquares(told, columns).solution.scalars.dropFirst(size))

        let truth = Self.rows(known, of: samples.truth, width: width)
        let reading = try LinearAlgebra.leastSquares(Self.withOne(pca.transform(columns)), truth).solution
        let coordinates = pca.transform(Self.rows(others, of: samples.values, width: size))
        determinations = Self.determinations(
            of: Self.withOne(coordinates).matmul(reading).scalars,
            truth: Self.rows(others, of: samples.truth, width: width).scalars, width: width)
    }

    /// The direction of a descriptor; nil for a name that isn't one.
    package func direction(of name: String) -> [Float]? {
        descriptors.firstIndex(of: name).map { Array(directions[$0 * size..<($0 + 1) * size]) }
    }

    /// How many components have a share of the variance, together; nil where all of them have less.
    package func componentCount(forShare share: Float) -> Int? {
        var sum: Float = 0
        return varianceShares.firstIndex { part in
            sum += part
            return sum >= share
        }.map { $0 + 1 }
    }

    private static func rows(_ rows: [Int], of values: [Float], width: Int) -> Tensor {
        Tensor(rows.flatMap { values[$0 * width..<($0 + 1) * width] }, shape: [rows.count, width])
    }

    /// A first column of ones: what a regression adds.
    private static func withOne(_ matrix: Tensor) -> Tensor {
        Tensor.concatenation(of: [.ones([matrix.shape[0], 1]), matrix], axis: 1)
    }

    private static func determinations(of estimate: [Float], truth: [Float], width: Int) -> [Double] {
        (0..<width).map { column in
            let rows = stride(from: column, to: truth.count, by: width)
            let mean = rows.reduce(0.0) { $0 + Double(truth[$1]) } / Double(truth.count / width)
            let missed = rows.reduce(0.0) { $0 + Double(truth[$1] - estimate[$1]) * Double(truth[$1] - estimate[$1]) }
            let all = rows.reduce(0.0) { $0 + (Double(truth[$1]) - mean) * (Double(truth[$1]) - mean) }
            return all > 0 ? 1 - missed / all : 0
        }
    }
}

extension LatentSpace {
    private static let metadataKey = "latent_space"

    private struct Header: Codable {
        let descriptors: [String]
        let bandCount: Int
        let channelCount: Int
        let determinations: [Double]
    }

    /// Writes it as safetensors, whole or not at all.
    ///
    /// - Throws: `CheckpointError.unwritable`.
    package func write(to url: URL) throws {
        let header = Header(
            descriptors: descriptors, bandCount: bandCount, channelCount: channelCount, determinations: determinations)
        let text = String(decoding: try JSONEncoder().encode(header), as: UTF8.self)
        let file = SafeTensors(
            tensors: [
                "mean": Tensor(mean, shape: [size]),
                "components": Tensor(components, shape: [varianceShares.count, size]),
                "variance_shares": Tensor(varianceShares, shape: [varianceShares.count]),
                "directions": Tensor(directions, shape: [descriptors.count, size]),
            ], metadata: [Self.metadataKey: text])
        try file.write(to: url)
    }

    /// Reads what ``write(to:)`` wrote.
    ///
    /// - Throws: `CheckpointError` with what is wrong with the file.
    package init(contentsOf url: URL) throws {
        let file = try SafeTensors.read(contentsOf: url)
        func malformed(_ reason: String) -> CheckpointError { .malformed(path: url.path, reason: reason) }
        guard let text = file.metadata[Self.metadataKey],
            let header = try? JSONDecoder().decode(Header.self, from: Data(text.utf8))
        else { throw malformed("it has no description of a latent space, as `pitchstreamer latent` writes it") }
        let (bands, channels) = (header.bandCount, header.channelCount)
        guard (1...1_000).contains(bands), (1...100_000).contains(channels),
            header.determinations.count == header.descriptors.count
        else { throw malformed("its description contradicts itself") }
        func array(_ name: String, _ shape: TensorShape) throws -> [Float] {
            guard let array = file.tensors[name], array.shape == shape else {
                throw malformed("it has no array \(name) of the shape \(shape)")
            }
            return array.scalars
        }
        let count = file.tensors["components"].map { $0.shape[0] } ?? 0
        mean = try array("mean", [bands * channels])
        components = try array("components", [count, bands * channels])
        varianceShares = try array("variance_shares", [count])
        directions = try array("directions", [header.descriptors.count, bands * channels])
        descriptors = header.descriptors
        (bandCount, channelCount) = (bands, channels)
        determinations = header.determinations
    }
}
