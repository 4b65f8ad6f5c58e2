import Audio
import Foundation
import Testing

/// Bad input, line by line: each gives a typed error that is one sentence with the file's name, and writes nothing.
struct BadAudioTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private enum Kind { case notFound, unreadable, malformed, unsupported, nonFinite, unwritable }

    private func kind(_ error: AudioError) -> Kind {
        switch error {
        case .notFound: .notFound
        case .unreadable: .unreadable
        case .malformed: .malformed
        case .unsupported: .unsupported
        case .nonFinite: .nonFinite
        case .unwritable: .unwritable
        }
    }

    /// One sentence, with the name and every one of the words.
    private func check(
        _ error: AudioError?, is expected: Kind, name: String, saying words: [String], at location: SourceLocation
    ) {
        guard let error else { return }
        let sentence = error.description
        #expect(kind(error) == expected, "\(sentence)", sourceLocation: location)
        #expect(sentence.contains(name), "\(sentence)", sourceLocation: location)
        for word in words { #expect(sentence.contains(word), "\(sentence)", sourceLocation: location) }
        #expect(sentence.hasSuffix(".") && !sentence.hasSuffix(".."), "\(sentence)", sourceLocation: location)
        #expect(!sentence.contains(". ") && !sentence.contains("\n"), "\(sentence)", sourceLocation: location)
    }

    /// Reads a file whole, from the path, and expects the error.
    private func expect(
        _ expected: Kind, _ words: String..., reading url: URL, at location: SourceLocation = #_sourceLocation
    ) {
        let before = folder.contents
        let error = #expect(throws: AudioError.self, sourceLocation: location) {
            try AudioFile.read(contentsOf: url)
        }
        check(error, is: expected, name: url.lastPathComponent, saying: words, at: location)
        #expect(folder.contents == before, sourceLocation: location)
    }

    private func expect(
        _ expected: Kind, _ words: String..., writing sound: AudioBuffer = Sounds.tone(), to url: URL,
        format: AudioFileFormat = .wav16, at location: SourceLocation = #_sourceLocation
    ) {
        let before = folder.contents
        let error = #expect(throws: AudioError.self, sourceLocation: location) {
            try AudioFile.write(sound, to: url, format: format)
        }
        check(error, is: expected, name: url.lastPathComponent, saying: words, at: location)
        #expect(folder.contents == before, sourceLocation: location)
    }

    // MARK: - No file, no sound

    @Test func aMissingFile() {
        expect(.notFound, "no such file", reading: folder.url.appendingPathComponent("missing.wav"))
        expect(.notFound, reading: folder.url.appendingPathComponent("missing/song.wav"))
    }

    @Test func aFolder() {
        expect(.unreadable, "folder", reading: folder.url)
    }

    @Test func aPipe() {
        let pipe = folder.url.appendingPathComponent("pipe.wav")
        #expect(mkfifo(pipe.path, 0o600) == 0)
        expect(.unreadable, "pipe", reading: pipe)
        expect(.unreadable, "device", reading: URL(fileURLWithPath: "/dev/zero"))
        #expect(throws: AudioError.self) { try MIDIFile(contentsOf: pipe) }
    }

    /// Neither does a pipe that somebody writes to make a reader wait, or take what is meant for others.
    @Test func aPipeThatSomebodyWritesTo() throws {
        let pipe = folder.url.appendingPathComponent("pipe.wav")
        #expect(mkfifo(pipe.path, 0o600) == 0)
        let bothEnds = open(pipe.path, O_RDWR | O_NONBLOCK)
        defer { close(bothEnds) }
        let bytes = Sounds.wav(samples: [0, 0])
        #expect(bytes.withUnsafeBytes { write(bothEnds, $0.baseAddress, $0.count) } == bytes.count)
        expect(.unreadable, "pipe", reading: pipe)
        var left = [UInt8](repeating: 0, count: 100)
        #expect(read(bothEnds, &left, left.count) == bytes.count)
    }

    @Test func anAddressOnTheWeb() throws {
        expect(.unreadable, "download", reading: try #require(URL(string: "https://example.com/a.wav")))
    }

    @Test func anEmptyFile() throws {
        expect(.malformed, "empty", reading: try folder.file("empty.wav"))
    }

    @Test func textCalledWAV() throws {
        let text = Data(String(repeating: "These are words and no sound at all.\n", count: 100).utf8)
        expect(.malformed, "no known sound format", reading: try folder.file("text.wav", text))
        expect(.malformed, reading: try folder.file("short.wav", Data("RIFF".utf8)))
    }

    private static let foreignHeads: [(head: String, name: String)] = [
        ("\0\0\0 ftypM4A ", "in.m4a"), ("\0\0\0\u{18}ftypisom", "in.m4a"), ("\0\0\0\0mdat", "in.m4a"),
        ("\u{FF}\u{F1}P\u{80}", "in.aac"), ("ADIF", "in.aac"), ("\u{1A}E\u{DF}\u{A3}", "in.mkv"),
        ("0&\u{B2}u", "in.wma"), ("RIFF\0\0\0\0AVI LIST", "in.avi"),
    ]

    @Test(arguments: foreignHeads)
    func formatsToConvertFirst(head: String, name: String) throws {
        let bytes = try #require(head.data(using: .isoLatin1)) + Data(count: 500)
        expect(.unsupported, "ffmpeg -i \(name) out.wav", reading: try folder.file("song.wav", bytes))
    }

    @Test func aScore() throws {
        expect(.unsupported, "MIDI", reading: try folder.file("score.wav", Data("MThd".utf8) + Data(count: 20)))
    }

    // MARK: - Cut off

    @Test(arguments: AudioFileFormat.allCases, [0.05, 0.5, 0.8, 0.99])
    func aTruncatedFile(format: AudioFileFormat, part: Double) throws {
        let bytes = try AudioFile.encode(Sounds.tone(seconds: 2, channels: 2), as: format)
        let cut = bytes.prefix(Int(Double(bytes.count) * part))
        expect(.malformed, reading: try folder.file("cut.\(format)", cut))
    }

    @Test func theSentenceOnATruncatedFileSaysWhatIsMissing() throws {
        for (format, words) in [
            (AudioFileFormat.wav16, "claims 48000 frames, but 23989 are there"), (.aiff24, "claims 48000 frames"),
            (.flac16, "claims 48000 frames, but only"), (.mp3, "bytes of MPEG audio"), (.vorbis, "last Ogg page lacks"),
        ] {
            let bytes = try AudioFile.encode(Sounds.tone(seconds: 2), as: format)
            expect(
                .malformed, "truncated", words, reading: try folder.file("cut.\(format)", bytes.prefix(bytes.count / 2))
            )
        }
    }

    /// Without a table of contents an MP3 has no length, but its last frame must be whole.
    @Test func aTruncatedMP3WithoutATable() throws {
        let frames = Self.silentFrames(40)
        #expect(try AudioFile.read(contentsOf: folder.file("whole.mp3", frames)).frameCount > 35 * 1152)
        expect(.malformed, "last MPEG frame lacks 17 bytes", reading: try folder.file("cut.mp3", frames.dropLast(17)))
    }

    /// 128 kbit/s at 44.1 kHz: 417 bytes, all of them zero behind the header, are silence.
    private static func silentFrames(_ count: Int) -> Data {
        (0..<count).reduce(into: Data()) { data, _ in data += Data([0xFF, 0xFB, 0x90, 0x64]) + Data(count: 413) }
    }

    /// Containers that say how long they are, each cut in its samples; nothing tells so of these but their headers.
    @Test(arguments: ["pcm16.rf64", "pcm24.w64", "pcm24.caf", "alac.caf", "pcm16.au", "ulaw.wav", "alaw.aiff"])
    func aTruncatedContainer(name: String) throws {
        let bytes = try Golden.data("decoding/\(name)")
        expect(.malformed, "truncated", "claims", reading: try folder.file(name, bytes.dropLast(bytes.count / 10)))
        expect(.malformed, reading: try folder.file(name, bytes.prefix(20)))
    }

    /// What is cut off while it is read is no shorter sound: also where the format doesn't say how long it is.
    @Test(arguments: AudioFileFormat.allCases, [0.5, 0])
    func aFileThatShrinksWhileItIsRead(format: AudioFileFormat, part: Double) throws {
        let file = try folder.file("a.\(format)", AudioFile.encode(Sounds.tone(seconds: 10, channels: 2), as: format))
        try check(shrinking: file, to: part)
    }

    @Test func anMP3WithoutATableThatShrinksWhileItIsRead() throws {
        try check(shrinking: folder.file("a.mp3", Self.silentFrames(400)), to: 0.5)
    }

    private func check(shrinking file: URL, to part: Double) throws {
        let stream = try AudioDecodingStream(contentsOf: file, sampleRate: 16_000, blockFrames: 1000)
        #expect(try stream.next() != nil)
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: UInt64(part * Double(handle.seekToEnd())))
        try handle.close()
        let error = #expect(throws: AudioError.self) { while try stream.next() != nil {} }
        check(error, is: .malformed, name: file.lastPathComponent, saying: ["cut short"], at: #_sourceLocation)
        #expect(throws: AudioError.self) { try stream.next() }
    }

    @Test func aDamagedFLAC() throws {
        var bytes = try AudioFile.encode(Sounds.tone(seconds: 2), as: .flac16)
        for index in bytes.count / 2..<bytes.count / 2 + 200 { bytes[index] = 0 }
        expect(.malformed, "damaged", reading: try folder.file("damaged.flac", bytes))
    }

    // MARK: - Headers that claim too much

    @Test func aHeaderThatClaims2To32Frames() throws {
        let wav = Sounds.wav(samples: [0, 0, 0, 0], claiming: .max, bits: 8)
        expect(.malformed, "claims 4294967295 frames, but 4 are there", reading: try folder.file("a.wav", wav))

        var aiff = try AudioFile.encode(Sounds.tone(), as: .aiff16)
        let common = try #require(aiff.range(of: Data("COMM".utf8)))
        for index in 0..<4 { aiff[common.upperBound + 6 + index] = 0xFF }
        expect(.malformed, "claims 4294967295 frames, but 12000", reading: try folder.file("a.aiff", aiff))

        expect(.malformed, "claims 4294979296 frames", reading: try folder.file("a.flac", Self.vastFLAC()))
    }

    /// A half second whose header claims 2^32 frames more.
    private static func vastFLAC() throws -> Data {
        var bytes = try AudioFile.encode(Sounds.tone(), as: .flac16)
        bytes[21] |= 1
        return bytes
    }

    /// RF64 states its length in 64 bits.
    @Test func a64BitHeaderThatClaimsTooMuch() throws {
        var bytes = Data("RF64".utf8) + Data(repeating: 0xFF, count: 4) + Data("WAVEds64".utf8)
        bytes.append(little: UInt32(28))
        for length in [UInt64.max, 1 << 40, 1 << 32] { bytes.append(little: length) }
        bytes.append(little: UInt32(0))
        bytes += Sounds.wav(samples: [0, 0], claiming: .max).dropFirst(12)
        expect(.malformed, "claims 549755813888 frames, but 1 are", reading: try folder.file("a.wav", bytes))
    }

    // Sanitizers reserve more than any such limit.
    #if !SANITIZED
        /// The claim of 17 GB is made where no process may have 6 GB, and the error comes all the same.
        @Test func aClaimTakesNoMemory() async {
            await #expect(processExitsWith: .success) {
                var limit = rlimit(rlim_cur: 6 << 30, rlim_max: 6 << 30)
                #expect(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
                let bytes = try Self.vastFLAC()
                #expect(throws: AudioError.self) { try AudioFile.read(bytes: bytes, name: "vast.flac") }
            }
        }
    #endif

    @Test func chunksThatLeadNowhere() throws {
        var vast = Sounds.wav(samples: [0, 0])
        vast.replaceSubrange(16..<20, with: Data(repeating: 0xFF, count: 4))
        expect(.malformed, "ends before its samples", reading: try folder.file("vast.wav", vast))
        let endless = Sounds.wav(samples: []).prefix(36) + Data(count: 400_000)
        expect(.malformed, "10000 chunks", reading: try folder.file("endless.wav", endless))
        expect(.malformed, "header", reading: try folder.file("header.wav", Sounds.wav(samples: []).prefix(30)))
    }

    // MARK: - Out of bounds

    @Test func zeroChannels() throws {
        expect(.malformed, "0 channels", reading: try folder.file("a.wav", Sounds.wav(samples: [0, 0], channels: 0)))
        var aiff = try AudioFile.encode(Sounds.tone(), as: .aiff16)
        let common = try #require(aiff.range(of: Data("COMM".utf8)))
        aiff[common.upperBound + 5] = 0
        expect(.malformed, "0 channels", reading: try folder.file("a.aiff", aiff))
    }

    @Test func thirtyTwoChannels() throws {
        let wav = Sounds.wav(samples: [UInt8](repeating: 0, count: 640), channels: 32)
        expect(.unsupported, "32 channels", "at most 16", reading: try folder.file("a.wav", wav))
        let vast = Sounds.wav(samples: [UInt8](repeating: 0, count: 640), channels: 65_535)
        expect(.unsupported, "65535 channels", reading: try folder.file("b.wav", vast))
    }

    @Test(arguments: [(8 as UInt32, "8 Hz"), (768_000, "768000 Hz"), (0, "0 Hz"), (.max, "4294967295 Hz")])
    func sampleRatesOutOfBounds(rate: UInt32, words: String) throws {
        let wav = Sounds.wav(samples: [0, 0], rate: rate)
        expect(.unsupported, words, "1000 to 384000 Hz", reading: try folder.file("a.wav", wav))
    }

    @Test func theBoundsThemselvesAreTaken() throws {
        for rate in [1000 as UInt32, 384_000] {
            let sound = try AudioFile.read(bytes: Sounds.wav(samples: [0, 0], rate: rate), name: "a.wav")
            #expect(sound.sampleRate == Double(rate))
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN])
    func samplesThatAreNoNumbers(sample: Float) throws {
        var samples = [Float](repeating: 0.1, count: 50_000)
        samples[40_000] = sample
        let file = try folder.file("a.wav", Sounds.floatWAV(samples))
        expect(.nonFinite, "sample 40000", reading: file)
        let bad = AudioBuffer(samples: samples, sampleRate: 16_000)
        for format in AudioFileFormat.allCases {
            expect(.nonFinite, "sample 40000", writing: bad, to: file, format: format)
        }
        #expect(try Data(contentsOf: file) == Sounds.floatWAV(samples), "the file that was there stays")
    }

    // MARK: - Little, but good

    @Test func silenceAndTenMillisecondsAreResults() throws {
        let silence = try folder.file("a.wav", Sounds.wav(samples: [UInt8](repeating: 0, count: 32_000)))
        #expect(try AudioFile.read(contentsOf: silence).samples == [Float](repeating: 0, count: 16_000))
        let short = try folder.file("b.wav", Sounds.wav(samples: [UInt8](repeating: 1, count: 320)))
        #expect(try AudioFile.read(contentsOf: short).frameCount == 160)
    }

    // MARK: - Writing

    @Test func anOutputFolderThatIsNotThere() {
        expect(.unwritable, "no folder", to: folder.url.appendingPathComponent("nowhere/a.wav"))
    }

    @Test func anUnwritableOutput() throws {
        expect(.unwritable, "folder", to: folder.url)
        expect(.unwritable, to: URL(fileURLWithPath: "/proc/a.wav"))
        expect(.unwritable, "only files", to: try #require(URL(string: "https://example.com/a.wav")))
        let file = try folder.file("read-only.wav", Data("kept".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file.path)
        // Nothing is forbidden to the superuser.
        if access(file.path, W_OK) != 0 { expect(.unwritable, "denied", to: file) }
    }

    @Test(arguments: AudioFileFormat.allCases)
    func aFullDevice(format: AudioFileFormat) {
        expect(.unwritable, "no space left", to: URL(fileURLWithPath: "/dev/full"), format: format)
    }

    /// A process that may write no more than 2 kB in one file stands for a full disk.
    @Test func aFullDisk() async {
        await #expect(processExitsWith: .success) {
            let folder = try ScratchFolder()
            let kept = try folder.file("kept.wav", Data("kept".utf8))
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 2000, rlim_max: 2000)
            #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            for format in AudioFileFormat.allCases {
                for file in [kept, folder.url.appendingPathComponent("new")] {
                    let error = #expect(throws: AudioError.self) {
                        try AudioFile.write(Sounds.tone(seconds: 3), to: file, format: format)
                    }
                    #expect(error == .unwritable(path: file.path, reason: "file too large"))
                    #expect(folder.contents == ["kept.wav"])
                }
            }
            #expect(try Data(contentsOf: kept) == Data("kept".utf8))
        }
    }

    @Test func formatsThatDoNotHoldTheSound() {
        let file = folder.url.appendingPathComponent("a")
        expect(.unsupported, "MP3 holds at most 2", writing: Sounds.tone(channels: 3), to: file, format: .mp3)
        expect(.unsupported, "FLAC holds at most 8", writing: Sounds.tone(channels: 9), to: file, format: .flac24)
        expect(.unsupported, "at most 16", writing: Sounds.tone(channels: 17), to: file)
        expect(.unsupported, "resample", writing: Sounds.tone(rate: 44_100), to: file, format: .opus)
        expect(.unsupported, "resample", writing: Sounds.tone(rate: 96_000), to: file, format: .mp3)
        expect(.unsupported, "resample", writing: Sounds.tone(rate: 384_000), to: file, format: .vorbis)
        expect(.unsupported, "whole numbers", writing: Sounds.tone(rate: 44_100.5), to: file)
        expect(.unsupported, "1000 to 384000", writing: Sounds.tone(rate: 500), to: file)
    }

    @Test func anExtensionOfNoFormat() {
        let error = #expect(throws: AudioError.self) {
            try AudioFile.write(Sounds.tone(), to: folder.url.appendingPathComponent("a.xyz"))
        }
        check(error, is: .unsupported, name: "a.xyz", saying: ["xyz", "wav"], at: #_sourceLocation)
        #expect(folder.contents == [])
    }
}
