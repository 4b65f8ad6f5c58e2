import Foundation

/// What a sound file says of itself.
public struct AudioFileInfo: Sendable, Equatable {
    /// Frames per second, in hertz; 1,000 to 384,000.
    public let sampleRate: Double
    /// 1 to 16.
    public let channelCount: Int
    /// Samples per channel, nil where only reading to the end can tell (some MP3, recorded Ogg streams).
    public let frameCount: Int?
    /// The container and the coding, such as "WAV (Microsoft), Signed 16 bit PCM".
    public let formatName: String

    /// The length in seconds, where the number of frames is known.
    public var duration: Double? { frameCount.map { Double($0) / sampleRate } }
}

/// Reads a sound file block by block, so that the length of the file costs no memory.
///
/// ```swift
/// let reader = try AudioFileReader(contentsOf: url)
/// while let block = try reader.read(frames: 65_536) {
///     // whoever wants to stop early, stops asking
/// }
/// ```
///
/// Every format that libsndfile decodes is taken: WAV, AIFF, FLAC, Ogg Vorbis, Opus, MP3 and others. Integer samples
/// come as −1…1, floats as they are. A reader belongs to one task at a time.
public final class AudioFileReader {
    /// What the file says of itself.
    public let info: AudioFileInfo
    /// The number of frames read so far: the position of the next one.
    public private(set) var position = 0

    private var file: SndFile
    private let stream: ByteStream
    private let name: String
    private let findings: HeaderCheck.Findings
    private var isAtEnd = false
    /// Interleaved samples on their way; its size bounds the memory that a header can make us take.
    private var scratch: [Float]

    private static let scratchFrames = 16_384

    /// Opens a file and checks its header.
    ///
    /// - Parameters:
    ///   - url: a regular file. Pipes and devices are refused; their bytes can be given to `init(bytes:name:)`.
    ///   - acceptsUnknownLength: takes a WAV that was written into a pipe and claims 2 GiB or more for that reason.
    ///     Otherwise such a header is an error, as any that claims more than there is.
    /// - Throws: ``AudioError`` that names the file: `notFound`, `unreadable` (a folder, no permission), `malformed`
    ///   (empty, no sound, truncated, 0 channels), `unsupported` (out of the limits of ``AudioFileInfo``, or a format
    ///   that must be converted first).
    public convenience init(contentsOf url: URL, acceptsUnknownLength: Bool = false) throws(AudioError) {
        let stream = try InputFile.open(url)
        try self.init(stream: stream, name: InputFile.name(of: url), acceptsUnknownLength: acceptsUnknownLength)
    }

    /// Opens the bytes of a file in memory.
    ///
    /// - Parameters:
    ///   - bytes: a whole file.
    ///   - name: what errors call it.
    ///   - acceptsUnknownLength: as in ``init(contentsOf:acceptsUnknownLength:)``.
    public convenience init(bytes: Data, name: String, acceptsUnknownLength: Bool = false) throws(AudioError) {
        try self.init(stream: ByteStream(memory: bytes), name: name, acceptsUnknownLength: acceptsUnknownLength)
    }

    private init(stream: ByteStream, name: String, acceptsUnknownLength: Bool) throws(AudioError) {
        let check = HeaderCheck(stream: stream, name: name, acceptsUnknownLength: acceptsUnknownLength)
        let findings = try check.findings()
        guard let file = SndFile(reading: stream) else {
            try Self.checkSystem(stream, name: name)
            let reason =
                if let container = findings.container {
                    "its \(container) header is damaged or announces a coding that can't be decoded"
                } else {
                    "it is of no known sound format (WAV, AIFF, FLAC, Ogg Vorbis, Opus and MP3 are among the known)"
                }
            throw .malformed(path: name, reason: reason)
        }
        try Self.checkSystem(stream, name: name)
        try check.checkLimits(sampleRate: Double(file.sampleRate), channelCount: file.channelCount)
        if let count = file.frameCount, count < findings.leastFrameCount {
            let reason =
                "an MP3 of variable bit rate without a table of contents, convert it first with: "
                + "ffmpeg -i in.mp3 out.wav"
            throw .unsupported(path: name, reason: reason)
        }
        self.stream = stream
        self.file = file
        self.name = name
        self.findings = findings
        info = AudioFileInfo(
            sampleRate: Double(file.sampleRate), channelCount: file.channelCount,
            frameCount: findings.frameCountIsClaimed ? file.frameCount : nil, formatName: file.formatName)
        scratch = [Float](repeating: 0, count: Self.scratchFrames * file.channelCount)
    }

    /// Reads the next frames.
    ///
    /// Memory is taken as samples arrive, never for what a header claims.
    ///
    /// - Parameter frames: how many, at least 1. Fewer come only at the end.
    /// - Returns: nil when there are no more.
    /// - Throws: ``AudioError``: `malformed` if the file ends before the frames that it claims or becomes shorter while
    ///   it is read, `nonFinite` at a NaN or an infinite sample, `unreadable` if the system fails.
    /// - Precondition: `frames > 0`.
    public func read(frames: Int) throws(AudioError) -> AudioBuffer? {
        precondition(frames > 0, "AudioFileReader.read: \(frames) frames")
        var channels = [[Float]](repeating: [], count: info.channelCount)
        while channels[0].count < frames, !isAtEnd {
            let count = try fillScratch(frames: min(frames - channels[0].count, Self.scratchFrames))
            reserve(&channels, adding: count, limit: frames)
            for index in channels.indices {
                appendChannel(index, count: count, to: &channels[index])
            }
        }
        return channels[0].isEmpty ? nil : AudioBuffer(channels: channels, sampleRate: info.sampleRate)
    }

    /// Goes to a frame, to go on reading there: the samples are those that reading from the beginning gives.
    ///
    /// Uncompressed files and FLAC are gone to at once. In MP3, Vorbis and Opus libsndfile lands some frames beside, in
    /// other codings nowhere, and of a file of unknown length nobody knows where it ends; there the way is decoded, from
    /// the beginning if it leads back.
    ///
    /// - Parameter frame: counted from the beginning; at or beyond the end there is nothing more to read, and
    ///   ``position`` is the number of frames in the file.
    /// - Throws: as ``read(frames:)``.
    /// - Precondition: `frame` isn't negative.
    public func seek(toFrame frame: Int) throws(AudioError) {
        precondition(frame >= 0, "AudioFileReader.seek: frame \(frame)")
        let target = min(frame, info.frameCount ?? frame)
        if file.seeksExactly, info.frameCount != nil {
            if try jump(to: target) { return }
            // A jump that failed may have left the decoder anywhere.
            try beginAnew()
        } else if target < position {
            try beginAnew()
        }
        while position < target, !isAtEnd {
            _ = try fillScratch(frames: min(target - position, Self.scratchFrames))
        }
    }

    /// False where the decoder can't go there.
    private func jump(to frame: Int) throws(AudioError) -> Bool {
        let isThere = file.seek(toFrame: frame)
        try Self.checkSystem(stream, name: name)
        guard isThere else { return false }
        position = frame
        isAtEnd = false
        return true
    }

    /// Opens the file again: some decoders can't even go back to its beginning.
    private func beginAnew() throws(AudioError) {
        file.close()
        _ = stream.seek(to: 0)
        let again = SndFile(reading: stream)
        try Self.checkSystem(stream, name: name)
        guard let again, again.channelCount == info.channelCount else {
            throw .malformed(path: name, reason: "it is no longer what it was when it was opened")
        }
        file = again
        position = 0
        isAtEnd = false
    }

    /// Reads all that is left; no frames at the end of the file.
    ///
    /// - Throws: as ``read(frames:)``.
    public func readAll() throws(AudioError) -> AudioBuffer {
        try read(frames: .max)
            ?? AudioBuffer(
                channels: [[Float]](repeating: [], count: info.channelCount), sampleRate: info.sampleRate)
    }

    /// Decodes into the scratch and checks what came. 0 is the end.
    private func fillScratch(frames: Int) throws(AudioError) -> Int {
        let channelCount = info.channelCount
        let count = scratch.withUnsafeMutableBufferPointer { buffer in
            file.read(into: UnsafeMutableBufferPointer(rebasing: buffer[0..<frames * channelCount]))
        }
        try Self.checkSystem(stream, name: name)
        if count == 0 {
            isAtEnd = true
            try checkEnd()
            return 0
        }
        // The sum of a non-finite and finite samples times zero is NaN; one pass without a branch finds most files good.
        var zero: Float = 0
        for index in 0..<count * channelCount { zero += scratch[index] * 0 }
        if zero.isNaN, let index = scratch[0..<count * channelCount].firstIndex(where: { !$0.isFinite }) {
            throw .nonFinite(path: name, frame: position + index / channelCount)
        }
        position += count
        return count
    }

    /// What the decoder can't tell from the end of the file: a failed read, and a file that became shorter.
    private static func checkSystem(_ stream: ByteStream, name: String) throws(AudioError) {
        if let errno = stream.failure { throw .unreadable(path: name, reason: systemReason(errno)) }
        if stream.wasCutShort { throw .malformed(path: name, reason: "it was cut short while it was read") }
    }

    /// At the end: was it all that the header promised?
    private func checkEnd() throws(AudioError) {
        if let text = file.errorText {
            throw .malformed(path: name, reason: "decoding fails at frame \(position): \(text)")
        }
        if let claimed = info.frameCount, position + findings.frameTolerance < claimed {
            let reason =
                "it is truncated or damaged: its header claims \(claimed) frames, but only \(position) "
                + "could be decoded"
            throw .malformed(path: name, reason: reason)
        }
    }

    /// Grows by doubling, but not past what the header claims while that holds.
    private func reserve(_ channels: inout [[Float]], adding count: Int, limit: Int) {
        let have = channels[0].count
        let needed = have + count
        guard channels[0].capacity < needed else { return }
        let claimed = max(count, (info.frameCount ?? .max) - (position - count))
        // A claim that the file's own size bears out, as with WAV, is believed at once.
        let (samples, overflow) = claimed.multipliedReportingOverflow(by: info.channelCount)
        let step = !overflow && samples <= stream.length ? claimed : max(have, count)
        let capacity = min(limit, have + min(step, claimed))
        for index in channels.indices { channels[index].reserveCapacity(capacity) }
    }

    private func appendChannel(_ channel: Int, count: Int, to samples: inout [Float]) {
        let stride = info.channelCount
        let start = samples.count
        scratch.withUnsafeBufferPointer { source in
            if stride == 1 {
                samples.append(contentsOf: source[0..<count])
                return
            }
            samples.append(contentsOf: repeatElement(0, count: count))
            samples.withUnsafeMutableBufferPointer { target in
                for frame in 0..<count { target[start + frame] = source[frame * stride + channel] }
            }
        }
    }
}
