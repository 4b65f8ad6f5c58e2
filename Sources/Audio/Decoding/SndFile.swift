import CSndFile

/// The keyhole to libsndfile: the only file that sees it. Samples cross as interleaved floats or 32-bit integers.
///
/// libsndfile does its input and output through a ``ByteStream``, so files and memory behave alike and a failed
/// write is known with its reason.
final class SndFile {
    private let stream: ByteStream
    private var handle: OpaquePointer?
    /// Frames per second.
    let sampleRate: Int
    let channelCount: Int
    /// What the file says or libsndfile estimates; nil where neither knows.
    let frameCount: Int?
    /// The container and the coding, such as "WAV (Microsoft), Signed 16 bit PCM".
    let formatName: String
    /// Whether going to a frame lands on it: not in MPEG, nor in an Ogg stream.
    let seeksExactly: Bool

    /// Opens for reading. Nil if libsndfile makes nothing of the bytes.
    ///
    /// Its own reason is not asked for: before there is a handle it lies in a variable that all threads share.
    init?(reading stream: ByteStream) {
        var info = SF_INFO()
        var callbacks = Self.callbacks
        let user = Unmanaged.passUnretained(stream).toOpaque()
        guard let handle = sf_open_virtual(&callbacks, Int32(SFM_READ), &info, user) else { return nil }
        self.stream = stream
        self.handle = handle
        sampleRate = Int(info.samplerate)
        channelCount = Int(info.channels)
        // A count of 2^62 and more is libsndfile's way to say that it doesn't know.
        frameCount = info.frames >= 0 && info.frames < 1 << 62 ? Int(info.frames) : nil
        formatName = [SF_FORMAT_TYPEMASK, SF_FORMAT_SUBMASK]
            .compactMap { Self.name(of: info.format & Int32($0)) }.joined(separator: ", ")
        let container = info.format & Int32(SF_FORMAT_TYPEMASK)
        seeksExactly = container != Int32(SF_FORMAT_OGG) && container != Int32(SF_FORMAT_MPEG)
    }

    /// Opens for writing. Nil if the format doesn't take the rate or the number of channels.
    init?(writing stream: ByteStream, format: AudioFileFormat, sampleRate: Int, channelCount: Int) {
        var info = SF_INFO()
        info.samplerate = Int32(clamping: sampleRate)
        info.channels = Int32(clamping: channelCount)
        info.format = format.code
        var callbacks = Self.callbacks
        let user = Unmanaged.passUnretained(stream).toOpaque()
        guard let handle = sf_open_virtual(&callbacks, Int32(SFM_WRITE), &info, user) else { return nil }
        // The chunk of peaks holds the time of writing: without it, equal sound gives equal files. The header that has
        // it is written already and must go, or AIFF takes what it was longer for samples.
        if format == .wavFloat || format == .aiffFloat { stream.empty() }
        sf_command(handle, Int32(SFC_SET_ADD_PEAK_CHUNK), nil, Int32(SF_FALSE))
        self.stream = stream
        self.handle = handle
        self.sampleRate = sampleRate
        self.channelCount = channelCount
        frameCount = nil
        formatName = format.name
        seeksExactly = false
    }

    deinit { close() }

    /// Finishes the file's header and tables. False if libsndfile or the system failed in it.
    @discardableResult
    func close() -> Bool {
        guard let open = handle else { return true }
        handle = nil
        // libsndfile calls back into the stream until it has closed.
        return withExtendedLifetime(stream) { sf_close(open) == 0 && stream.failure == nil }
    }

    /// Goes to a frame, counted from the beginning; false where the file can't.
    func seek(toFrame frame: Int) -> Bool {
        guard let handle else { return false }
        return withExtendedLifetime(stream) { sf_seek(handle, sf_count_t(frame), SEEK_SET) == sf_count_t(frame) }
    }

    /// Fills whole frames of `target` and returns their number; 0 at the end.
    func read(into target: UnsafeMutableBufferPointer<Float>) -> Int {
        guard let handle, let start = target.baseAddress else { return 0 }
        let frames = target.count / channelCount
        return withExtendedLifetime(stream) { max(0, Int(sf_readf_float(handle, start, sf_count_t(frames)))) }
    }

    /// Writes whole frames of floats; false on failure.
    func write(_ samples: [Float]) -> Bool {
        guard let handle else { return false }
        let frames = sf_count_t(samples.count / channelCount)
        return withExtendedLifetime(stream) { sf_writef_float(handle, samples, frames) == frames }
    }

    /// Writes whole frames of integers whose full scale is 2^31; false on failure.
    func write(_ samples: [Int32]) -> Bool {
        guard let handle else { return false }
        let frames = sf_count_t(samples.count / channelCount)
        return withExtendedLifetime(stream) { sf_writef_int(handle, samples, frames) == frames }
    }

    /// Why the last call on this file failed, in libsndfile's words without their full stop.
    var errorText: String? {
        guard let handle, sf_error(handle) != 0, let text = sf_strerror(handle) else { return nil }
        var words = String(cString: text)
        while let last = words.last, last == "." || last.isWhitespace { words.removeLast() }
        return words
    }

    private static func name(of format: Int32) -> String? {
        var info = SF_FORMAT_INFO()
        info.format = format
        let size = Int32(MemoryLayout<SF_FORMAT_INFO>.size)
        guard sf_command(nil, Int32(SFC_GET_FORMAT_INFO), &info, size) == 0, let name = info.name else { return nil }
        return String(cString: name)
    }

    /// The five functions through which libsndfile reaches a ``ByteStream``.
    private static var callbacks: SF_VIRTUAL_IO {
        SF_VIRTUAL_IO(
            get_filelen: { user in sf_count_t(byteStream(user)?.length ?? 0) },
            seek: { offset, whence, user in
                guard let stream = byteStream(user) else { return -1 }
                let origin =
                    switch Int(whence) {
                    case Int(SF_SEEK_CUR): stream.position
                    case Int(SF_SEEK_END): stream.length
                    default: 0
                    }
                // A damaged header can ask for any offset; the sum must not trap.
                let (target, overflow) = origin.addingReportingOverflow(Int(offset))
                return sf_count_t(overflow ? stream.position : stream.seek(to: target))
            },
            read: { target, count, user in
                guard let target, let stream = byteStream(user) else { return 0 }
                return sf_count_t(stream.read(into: target, count: Int(count)))
            },
            write: { source, count, user in
                guard let source, let stream = byteStream(user) else { return 0 }
                return sf_count_t(stream.write(from: source, count: Int(count)))
            },
            tell: { user in sf_count_t(byteStream(user)?.position ?? 0) })
    }
}

private func byteStream(_ user: UnsafeMutableRawPointer?) -> ByteStream? {
    user.map { Unmanaged<ByteStream>.fromOpaque($0).takeUnretainedValue() }
}

extension AudioFileFormat {
    /// libsndfile's number for the format. To add a format, add a case there and a row here.
    fileprivate var code: Int32 {
        let code =
            switch self {
            case .wav16: Int(SF_FORMAT_WAV) | Int(SF_FORMAT_PCM_16)
            case .wav24: Int(SF_FORMAT_WAV) | Int(SF_FORMAT_PCM_24)
            case .wavFloat: Int(SF_FORMAT_WAV) | Int(SF_FORMAT_FLOAT)
            case .aiff16: Int(SF_FORMAT_AIFF) | Int(SF_FORMAT_PCM_16)
            case .aiff24: Int(SF_FORMAT_AIFF) | Int(SF_FORMAT_PCM_24)
            case .aiffFloat: Int(SF_FORMAT_AIFF) | Int(SF_FORMAT_FLOAT)
            case .flac16: Int(SF_FORMAT_FLAC) | Int(SF_FORMAT_PCM_16)
            case .flac24: Int(SF_FORMAT_FLAC) | Int(SF_FORMAT_PCM_24)
            case .vorbis: Int(SF_FORMAT_OGG) | Int(SF_FORMAT_VORBIS)
            case .opus: Int(SF_FORMAT_OGG) | Int(SF_FORMAT_OPUS)
            case .mp3: Int(SF_FORMAT_MPEG) | Int(SF_FORMAT_MPEG_LAYER_III)
            }
        return Int32(clamping: code)
    }
}
