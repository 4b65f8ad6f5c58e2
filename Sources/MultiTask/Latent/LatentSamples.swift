package import Audio

/// Columns of Z, each with what a score says of the half second that it stands for.
///
/// A column in which nothing sounds says nothing of pitch, and is left out.
package struct LatentSamples: Sendable {
    /// What is said of a column: the share of its frames in which each instrument plays, by name; ``noteCount``; ``height``.
    package let descriptors: [String]
    /// Notes that sound at once, the mean over the frames.
    package static let noteCount = "notes"
    /// MIDI pitch, the mean over what sounds.
    package static let height = "pitch"

    private let instruments: [Instrument]
    private let frameRate: Double
    private(set) var bandCount = 0
    private(set) var channelCount = 0
    /// The columns, (N × bands × channels).
    private(set) var values: [Float] = []
    /// (N × descriptors)
    private(set) var truth: [Float] = []
    /// (N): which clip it is of, counted from 0.
    private(set) var clips: [Int] = []
    private var clipCount = 0

    package init(instruments: [Instrument], frameRate: Double) {
        self.instruments = instruments
        self.frameRate = frameRate
        descriptors = instruments.map(\.name) + [Self.noteCount, Self.height]
    }

    /// The number of columns.
    package var count: Int { clips.count }

    /// Takes the next clip.
    ///
    /// - Parameters:
    ///   - latent: Z of all of it.
    ///   - notes: the score.
    /// - Precondition: Z of one network.
    package mutating func add(_ latent: Latent, notes: [ScoreNote]) {
        precondition(
            count == 0 || (latent.bandCount, latent.channelCount) == (bandCount, channelCount),
            "LatentSamples: \(latent.bandCount) bands of \(latent.channelCount) channels, not \(bandCount) of \(channelCount)"
        )
        (bandCount, channelCount) = (latent.bandCount, latent.channelCount)
        let length = Latent.framesPerColumn
        let activity = FrameActivity(
            notes: notes, instruments: instruments, frameCount: latent.columnCount * length, frameRate: frameRate)
        let size = bandCount * channelCount
        for column in 0..<latent.columnCount {
            guard let told = description(of: column * length..<(column + 1) * length, in: activity) else { continue }
            values += latent.values[column * size..<(column + 1) * size]
            truth += told
            clips.append(clipCount)
        }
        clipCount += 1
    }

    /// Nil where nothing sounds.
    private func description(of frames: Range<Int>, in activity: FrameActivity) -> [Float]? {
        var shares = [Float](repeating: 0, count: instruments.count)
        var (sounding, pitches) = (0, 0)
        for frame in frames {
            for index in shares.indices where activity.instrument[frame * shares.count + index] {
                shares[index] += 1 / Float(frames.count)
            }
            for key in 0..<Prediction.pitchCount where activity.pitch[frame * Prediction.pitchCount + key] {
                sounding += 1
                pitches += Prediction.lowestPitch + key
            }
        }
        guard sounding > 0 else { return nil }
        return shares + [Float(sounding) / Float(frames.count), Float(pitches) / Float(sounding)]
    }
}
