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
    /// Frames of the file still to be read; nil: to its end.
    private var framesLeft: Int?
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

    /// Opens a stretch of a file. The blocks are those of a file that holds the stretch alone.
    ///
    /// - Parameters:
    ///   - url: the file.
    ///   - start: where it begins, in seconds.
    ///   - end: where it ends, in seconds; nil, or beyond the file's end: there.
    ///   - sampleRate: of the blocks, in hertz.
    ///   - quality: the resampler's recipe.
    ///   - blockFrames: frames that are read at a time.
    /// - Throws: ``AudioError``, see ``AudioFileReader``; ``AudioError/unsupported(path:reason:)`` where the file ends before
    ///   `start`.
    /// - Precondition: `start` isn't negative, and `end` is later.
    public convenience init(
        contentsOf url: URL, from start: Double, to end: Double? = nil, sampleRate: Double,
        quality: Resampler.Quality = .veryHigh, blockFrames: Int = 65_536
    ) throws(AudioError) {
        precondition(
            start.isFinite && start >= 0 && end ?? .infinity > start,
            "AudioDecodingStream: from \(start) to \(end.map { "\($0)" } ?? "the end")")
        let reader = try AudioFileReader(contentsOf: url)
        let rate = reader.info.sampleRate
        // Beyond any file there is; a larger number of seconds has no frame number.
        let first = Int((min(start, 1e9) * rate).rounded())
        try reader.seek(toFrame: first)
        guard first == 0 || (reader.position == first && first < reader.info.frameCount ?? .max) else {
            let length = Double(reader.info.frameCount ?? reader.position) / rate
            throw .unsupported(
                path: url.lastPathComponent, reason: "it ends after \(length) s, before the \(start) s asked for")
        }
        let count = end.map { Int((min($0, 1e9) * rate).rounded()) - first }
        self.init(
            reader: reader, frameCount: count, sampleRate: sampleRate, quality: quality, blockFrames: blockFrames)
    }

    /// Goes on with a reader, from where it stands.
    ///
    /// - Parameters:
    ///   - reader: the file, opened, at the place to begin at.
    ///   - frameCount: frames of the file to read; nil: to its end.
    ///   - sampleRate: of the blocks, in hertz.
    ///   - quality: the resampler's recipe.
    ///   - blockFrames: frames that are read at a time.
    public init(
        reader: AudioFileReader, frameCount: Int? = nil, sampleRate: Double, quality: Resampler.Quality = .veryHigh,
        blockFrames: Int = 65_536
    ) {
        precondition(
            blockFrames > 0 && frameCount ?? 0 >= 0,
            "AudioDecodingStream: blocks of \(blockFrames) frames, \(frameCount ?? 0) in all")
        self.reader = reader
        framesLeft = frameCount
        info = reader.info
        self.sampleRate = sampleRate
        self.blockFrames = blockFrames
        resampler = Resampler(from: reader.info.sampleRate, to: sampleRate, quality: quality).makeStream()
    }

    /// The frames that will have come in all, where the file says its length: for showing progress. (Of a stretch, those
    /// of the whole file.)
    public var frameCount: Int? { info.frameCount.map(resampler.resampler.outputFrameCount) }

    /// The next block of one channel; nil at the end. No block is empty.
    ///
    /// - Throws: as ``AudioFileReader/read(frames:)``.
    public func next() throws(AudioError) -> AudioBuffer? {
        while !isAtEnd {
            let block: AudioBuffer
            if let read = try readBlock() {
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

    private func readBlock() throws(AudioError) -> AudioBuffer? {
        guard let left = framesLeft else { return try reader.read(frames: blockFrames) }
        guard left > 0, let block = try reader.read(frames: min(left, blockFrames)) else { return nil }
        framesLeft = left - block.frameCount
        return block
    }
}
