internal import Tensor

/// What is done to Z between the encoder and the decoder.
package struct LatentMove: Sendable, Equatable {
    /// Added to every column, (bands × channels).
    package private(set) var offset: [Float]
    /// Whether the decoder is still told what the encoder's earlier blocks heard; otherwise those three see zeros, and all that
    /// is decoded comes from Z.
    package var keepsSkips: Bool

    /// Nothing is moved.
    package init(_ space: LatentSpace, keepsSkips: Bool = true) {
        self.init(size: space.bandCount * space.channelCount, keepsSkips: keepsSkips)
    }

    init(size: Int, keepsSkips: Bool = true) {
        offset = [Float](repeating: 0, count: size)
        self.keepsSkips = keepsSkips
    }

    /// Moves on along a direction.
    ///
    /// - Precondition: the direction is of this size.
    package mutating func add(_ direction: [Float], times amount: Float) {
        precondition(
            direction.count == offset.count, "LatentMove: a direction of \(direction.count), not \(offset.count)")
        for index in offset.indices { offset[index] += amount * direction[index] }
    }

    /// The moved Z, (N, bands, columns, channels).
    func callAsFunction(_ latent: Tensor) -> Tensor {
        let (bands, channels) = (latent.shape[1], latent.shape[3])
        return latent + Tensor(offset, shape: [1, bands, 1, channels])
    }

    /// What the decoder is told of an earlier block's output.
    func skip(_ value: Tensor) -> Tensor { keepsSkips ? value : .zeros(value.shape) }
}
