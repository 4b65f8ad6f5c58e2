import Audio
import Foundation

/// Where `listen` has its sound from, block by block.
final class LiveSource {
    /// A block, and how many samples before it were lost.
    typealias Block = (samples: [Float], lost: Int)

    /// Of the blocks, in hertz.
    let sampleRate: Double
    private let nextBlock: () throws -> Block?

    /// The length of a block, in seconds.
    static let blockSeconds = 0.02

    /// A microphone.
    init(_ microphone: Microphone) {
        sampleRate = microphone.sampleRate
        nextBlock = { try microphone.read() }
    }

    /// A recording in its place.
    ///
    /// - Parameter inRealTime: each block comes when it would have been recorded; else as soon as it is asked for.
    /// - Throws: `AudioError`, see `AudioFileReader`.
    init(file: URL, inRealTime: Bool) throws {
        let reader = try AudioFileReader(contentsOf: file)
        let rate = reader.info.sampleRate
        let clock = ContinuousClock()
        let start = clock.now
        sampleRate = rate
        nextBlock = {
            guard let block = try reader.read(frames: max(1, Int(Self.blockSeconds * rate))) else { return nil }
            if inRealTime {
                let ahead = .seconds(Double(reader.position) / rate) - (clock.now - start)
                if ahead > .zero { Thread.sleep(forTimeInterval: ahead / .seconds(1)) }
            }
            return (block.mono().samples, 0)
        }
    }

    /// Waits for the next block; nil at the end.
    ///
    /// - Throws: `AudioError`; `CancellationError` where the task is cancelled.
    func next() throws -> Block? {
        try Task.checkCancellation()
        return try nextBlock()
    }
}
