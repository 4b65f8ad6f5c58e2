internal import Tensor

/// What a result may keep of the network's output besides what was made of it. It grows with the length: 3 kB, 0.35 kB and 1.3
/// kB a frame of nine instruments at the paper's width, 31 frames a second.
public struct Keep: OptionSet, Sendable, Hashable {
    /// The sum of what is kept.
    public let rawValue: Int

    /// From such a sum; use the names instead.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Who plays which pitch: ``Posteriors/roll``.
    public static let roll = Keep(rawValue: 1)
    /// Which pitches sound: ``Posteriors/pitch``.
    public static let pitch = Keep(rawValue: 2)
    /// The paper's Z: ``Posteriors/latent``.
    public static let latent = Keep(rawValue: 4)
}

/// The network's own output, as far as it was asked for with ``Keep``.
public struct Posteriors: Sendable, Hashable, Codable {
    /// T × 88 × M probabilities: that this instrument plays this pitch; empty if not kept.
    public var roll: [Float] = []
    /// T × 88 probabilities: that any instrument plays this pitch; empty if not kept.
    public var pitch: [Float] = []
    /// The paper's Z; nil if not kept.
    public var latent: Latent?

    /// Takes what is to be kept of the next piece.
    mutating func append(_ prediction: Prediction, keep: Keep) {
        if keep.contains(.roll) { roll += prediction.roll }
        if keep.contains(.pitch) { pitch += prediction.pitch }
        guard keep.contains(.latent), let piece = prediction.latent else { return }
        guard let before = latent else {
            latent = piece
            return
        }
        latent = Latent(
            values: before.values + piece.values, bandCount: before.bandCount, channelCount: before.channelCount)
    }
}

/// Z, the encoder's output, between the sound and everything that is read from it (Hung, Chen and Yang 2019, fig. 1): one column for
/// every 16 frames.
public struct Latent: Sendable, Hashable, Codable {
    /// Columns × bands × channels.
    public var values: [Float]
    /// Bands of 16 pitches each, from below: 5.
    public var bandCount: Int
    /// 256 at the paper's width.
    public var channelCount: Int

    /// - Precondition: whole columns.
    public init(values: [Float], bandCount: Int, channelCount: Int) {
        precondition(
            bandCount > 0 && channelCount > 0 && values.count.isMultiple(of: bandCount * channelCount),
            "Latent: \(values.count) values in \(bandCount) bands of \(channelCount) channels")
        self.values = values
        self.bandCount = bandCount
        self.channelCount = channelCount
    }

    /// The number of columns, each of 16 frames: half a second.
    public var columnCount: Int { values.count / (bandCount * channelCount) }

    /// Frames that share a column.
    public static let framesPerColumn = 16
}

extension Latent {
    /// The columns of a window's Z (1, bands, columns, C) that begin within some frames.
    ///
    /// - Parameter begin: the window's first frame, a multiple of 16.
    init?(_ latent: Tensor, columnsOf frames: Range<Int>, from begin: Int) {
        let (bands, columns, channels) = (latent.shape[1], latent.shape[2], latent.shape[3])
        let step = Self.framesPerColumn
        let first = (frames.lowerBound - begin + step - 1) / step
        let last = min((frames.upperBound - begin + step - 1) / step, columns)
        guard first < last else { return nil }
        let all = latent.scalars
        let values = (first..<last).flatMap { column in
            (0..<bands).flatMap { band in
                let start = (band * columns + column) * channels
                return all[start..<start + channels]
            }
        }
        self.init(values: values, bandCount: bands, channelCount: channels)
    }
}
