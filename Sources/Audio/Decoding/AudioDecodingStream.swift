import Foundation

/// A file as mono blocks at a wanted rate, in memory that doesn't grow with the file.
///
/// The blocks, joined, are `AudioFile.read(contentsOf: url).mono().resampled(to: rate)`. Between two blocks nothing goes
/// on: whoever wants to stop, or finds its task cancelled, lets go of the stream, and the file is closed.
///
/// ```swift
/// let stream = try AudioDecodingStream(contentsOf: url, sampleRate: 16_000)
/// while let block = try stream.next() {
///     recognizer.append(block.samples)
/// }
/// ```
public final class AudioDecodingStream {
    /// What the file says of itself, before mixing and resampling.
    public let info: AudioFileInfo
    /// The rate of the blocks, in hertz.
    public let sampleRate: Double
    /// Frames given out so far: the position of the next block's first frame.
    public private(set) var position = 0

    private let reader: AudioFileReader
    private let resampler: Resampler.Stream
    private let blockFrames: Int
    private var isAtEnd = false

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - url: any file that ``AudioFileReader`` takes.
    ///   - sampleRate: the rate of the blocks, 1,000 to 384,000 Hz.
    ///   - quality: the resampler's.
    ///   - blockFrames: how many frames of the file are decoded at a time.
    /// - Throws: ``AudioError``, see ``AudioFileReader``.
    public convenience init(
        contentsOf url: URL, sampleRate: Double, quality: Resampler.Quality = .veryHigh, blockFrames: Int = 65_536
    ) throws(AudioError) {
        let reader = try AudioFileReader(contentsOf: url)
        self.init(reader: reader, sampleRate: sampleRate, quality: quality, blockFrames: blockFrames)
    }

    /// Goes on with a reader, from where it stands.
    public init(
        reader: AudioFileReader, sampleRate: Double, quality: Resampler.Quality = .veryHigh, blockFrames: Int = 65_536
    ) {
        precondition(blockFrames > 0, "AudioDecodingStream: blocks of \(blockFrames) frames")
        self.reader = reader
        info = reader.info
        self.sampleRate = sampleRate
        self.blockFrames = blockFrames
        resampler = Resampler(from: reader.info.sampleRate, to: sampleRate, quality: quality).makeStream()
    }

    /// The frames that will have come in all, where the file says its length: for showing progress.
    public var frameCount: Int? { info.frameCount.map(resampler.resampler.outputFrameCount) }

    /// The next block of one channel; nil at the end. No block is empty.
    ///
    /// - Throws: as ``AudioFileReader/read(frames:)``.
    public func next() throws(AudioError) -> AudioBuffer? {
        while !isAtEnd {
            let block: AudioBuffer
            if let read = try reader.read(frames: blockFrames) {
                block = resampler.append(read.mono())
            } else {
                isAtEnd = true
                block = resampler.finish()
            }
            if block.frameCount > 0 {
                position += block.frameCount
                return block
            }
        }
        return nil
    }
}
