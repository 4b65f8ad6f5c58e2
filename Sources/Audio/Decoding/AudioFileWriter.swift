import Foundation

/// Writes a sound file block by block. The file appears whole when it is finished, or not at all.
///
/// ```swift
/// let writer = try AudioFileWriter(to: url, format: .flac16, sampleRate: 44_100, channelCount: 2)
/// for block in blocks { try writer.write(block) }
/// try writer.finish()
/// ```
///
/// A writer that goes without ``finish()`` leaves nothing behind.
public final class AudioFileWriter {
    /// What is written.
    public let format: AudioFileFormat
    /// The rate of the blocks, in hertz.
    public let sampleRate: Double
    /// The channels of the blocks.
    public let channelCount: Int
    /// The frames written so far.
    public private(set) var frameCount = 0

    private let name: String
    private let output: OutputFile?
    private let stream: ByteStream
    private let file: SndFile
    private var isFinished = false

    private static let blockFrames = 16_384

    /// Starts a file under a temporary name in the folder of its target.
    ///
    /// - Throws: ``AudioError``: `unsupported` if the format doesn't hold such a rate or so many channels,
    ///   `unwritable` if there is no such folder or no permission.
    public convenience init(
        to url: URL, format: AudioFileFormat, sampleRate: Double, channelCount: Int
    ) throws(AudioError) {
        let name = InputFile.name(of: url)
        try Self.check(name: name, format: format, sampleRate: sampleRate, channelCount: channelCount)
        let output = try OutputFile(url)
        try self.init(
            name: name, output: output, stream: output.stream, format: format, sampleRate: sampleRate,
            channelCount: channelCount)
    }

    /// Starts a file in memory, which ``AudioFile/encode(_:as:name:)`` returns.
    convenience init(
        inMemory name: String, format: AudioFileFormat, sampleRate: Double, channelCount: Int
    ) throws(AudioError) {
        try Self.check(name: name, format: format, sampleRate: sampleRate, channelCount: channelCount)
        try self.init(
            name: name, output: nil, stream: ByteStream(), format: format, sampleRate: sampleRate,
            channelCount: channelCount)
    }

    private init(
        name: String, output: OutputFile?, stream: ByteStream, format: AudioFileFormat, sampleRate: Double,
        channelCount: Int
    ) throws(AudioError) {
        guard
            let file = SndFile(
                writing: stream, format: format, sampleRate: Int(sampleRate), channelCount: channelCount)
        else {
            if let errno = stream.failure { throw .unwritable(path: name, reason: systemReason(errno)) }
            throw Self.refusal(name, format, sampleRate, channelCount)
        }
        self.name = name
        self.output = output
        self.stream = stream
        self.file = file
        self.format = format
        self.sampleRate = sampleRate
        self.channelCount = channelCount
    }

    deinit {
        // In this order: closing the sound file still writes to the output, which is then removed if it wasn't put
        // in its place.
        if !isFinished {
            file.close()
            output?.discard()
        }
    }

    /// Appends frames. Integers are rounded to the nearest step and held at full scale, never wrapped.
    ///
    /// - Throws: ``AudioError``: `nonFinite` at a NaN or an infinite sample, `unwritable` if the disk is full.
    /// - Precondition: the buffer has the rate and the channels of the writer, which isn't finished.
    public func write(_ buffer: AudioBuffer) throws(AudioError) {
        precondition(!isFinished, "AudioFileWriter.write: the file is finished")
        precondition(
            buffer.channels.count == channelCount && buffer.sampleRate == sampleRate,
            "AudioFileWriter.write: \(buffer.channels.count) channels at \(buffer.sampleRate) Hz, where the file has "
                + "\(channelCount) at \(sampleRate) Hz")
        var start = 0
        while start < buffer.frameCount {
            let end = min(start + Self.blockFrames, buffer.frameCount)
            let samples = try interleaved(buffer, start..<end)
            let isWritten =
                if let bits = format.integerBits {
                    file.write(Self.integers(samples, bits: bits))
                } else {
                    file.write(samples)
                }
            if let errno = stream.failure { throw .unwritable(path: name, reason: systemReason(errno)) }
            if !isWritten {
                if file.errorText == nil || frameCount == 0 {
                    throw Self.refusal(name, format, sampleRate, channelCount)
                }
                throw .unwritable(path: name, reason: "encoding fails: \(file.errorText ?? "")")
            }
            frameCount += end - start
            start = end
        }
    }

    /// Completes the file and gives it its name.
    ///
    /// - Throws: ``AudioError``: `unwritable` if the system failed, `unsupported` if nothing was written and the
    ///   format can't hold that. Nothing is left behind then.
    public func finish() throws(AudioError) {
        precondition(!isFinished, "AudioFileWriter.finish: the file is finished already")
        if frameCount == 0, !format.holdsZeroFrames {
            output?.discard()
            throw .unsupported(path: name, reason: "\(format.name) holds no sound of zero frames")
        }
        isFinished = true
        let isClosed = file.close()
        if !isClosed {
            output?.discard()
            let reason = stream.failure.map(systemReason) ?? "the encoder can't finish"
            throw .unwritable(path: name, reason: reason)
        }
        try output?.commit()
    }

    /// What was written to memory, after ``finish()``.
    var memory: Data { stream.memory }

    private static func check(
        name: String, format: AudioFileFormat, sampleRate: Double, channelCount: Int
    ) throws(AudioError) {
        precondition(channelCount > 0, "AudioFileWriter: \(channelCount) channels")
        if let objection = format.objection(sampleRate: sampleRate, channelCount: channelCount) {
            throw .unsupported(path: name, reason: objection)
        }
    }

    /// Some encoders refuse only when asked, as Vorbis does far above 192 kHz.
    private static func refusal(
        _ name: String, _ format: AudioFileFormat, _ sampleRate: Double, _ channelCount: Int
    ) -> AudioError {
        .unsupported(
            path: name,
            reason: "\(format.name) takes no \(channelCount) channels at \(Int(sampleRate)) Hz, resample first")
    }

    private func interleaved(_ buffer: AudioBuffer, _ range: Range<Int>) throws(AudioError) -> [Float] {
        var samples = [Float](repeating: 0, count: range.count * channelCount)
        for channel in 0..<channelCount {
            let source = buffer.channels[channel]
            var target = channel
            for frame in range {
                if !source[frame].isFinite {
                    throw .nonFinite(path: name, frame: frameCount + frame - range.lowerBound)
                }
                samples[target] = source[frame]
                target += channelCount
            }
        }
        return samples
    }

    /// Steps of 2^(1−bits), in the upper bits of 32: what libsndfile then stores is exactly these.
    private static func integers(_ samples: [Float], bits: Int) -> [Int32] {
        let scale = Float(1 << (bits - 1))
        let shift = Int32(32 - bits)
        return samples.map { Int32(min(scale - 1, max(-scale, ($0 * scale).rounded()))) << shift }
    }
}
