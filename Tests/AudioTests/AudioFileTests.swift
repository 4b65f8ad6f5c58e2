import Audio
import Foundation
import Testing

/// ``AudioFile``: whole files, from a path and from memory, there and back.
struct AudioFileTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    // MARK: - Reading

    private struct Expected: Decodable {
        let sampleRate: Double
        let frameCount: Int
        let channels: [[Float]]
        let mean: [Float]
    }

    private static let files = [
        "tone.flac", "tone.ogg", "tone.opus", "tone.mp3", "tone.au", "pcm16.rf64", "pcm24.w64", "pcm24.caf", "alac.caf",
        "pcm24.wav", "float.wav", "double.wav", "u8.wav", "ulaw.wav", "alaw.wav", "adpcm.wav", "pcm24.aiff",
        "alaw.aiff", "pcm16.au", "surround.wav", "surround.flac", "surround.ogg",
    ]

    /// Files written and decoded by python-soundfile (Tests/Reference/decoding.py).
    @Test(arguments: files)
    func samplesAreSoundfiles(name: String) throws {
        let expected = try #require(Golden.json("decoding/files.json", as: [String: Expected].self)[name])
        let bytes = try Golden.data("decoding/\(name)")
        let sound = try AudioFile.read(bytes: bytes, name: name)
        #expect(sound.sampleRate == expected.sampleRate)
        #expect(sound.frameCount == expected.frameCount)
        #expect(sound.channels.count == expected.channels.count)
        // Lossy decoders of other versions round differently.
        let isLossy = ["tone.ogg", "tone.opus", "tone.mp3", "surround.ogg"].contains(name)
        let tolerance: Float = isLossy ? 2e-4 : 2e-7
        for (channel, samples) in zip(sound.channels, expected.channels) {
            #expect(Sounds.difference(everySo(channel), samples) < tolerance)
        }
        #expect(Sounds.difference(everySo(sound.mono().samples), expected.mean) < tolerance)
        #expect(try AudioFile.read(contentsOf: folder.file(name, bytes)) == sound)
        #expect(try AudioFile.read(bytes: [UInt8](bytes), name: name) == sound)
    }

    /// The frames that the golden values were taken from.
    private func everySo(_ samples: [Float]) -> [Float] {
        stride(from: 0, to: samples.count, by: 37).map { samples[$0] }
    }

    /// The mix of 5.1 is the mean of six channels, the one of low frequencies among them.
    @Test(arguments: ["surround.wav", "surround.flac", "surround.ogg"])
    func surroundIsMixedEvenly(name: String) throws {
        let sound = try AudioFile.read(bytes: Golden.data("decoding/\(name)"), name: name)
        #expect(sound.channels.count == 6)
        let mixed = sound.mono().samples
        for frame in stride(from: 0, to: sound.frameCount, by: 10) {
            let sum = sound.channels.reduce(0) { $0 + $1[frame] }
            #expect(abs(mixed[frame] - sum / 6) < 1e-6)
        }
    }

    /// The encoder's delay and padding stand in the file's first frame, and the decoder takes both away.
    @Test(arguments: [8000.0, 24_000, 44_100], [1, 575, 576, 577, 1151, 1152, 1153, 1682, 20_001])
    func anMP3HasAsManySamplesAsWereWritten(rate: Double, frames: Int) throws {
        let tone = Sounds.tone(seconds: 1, rate: max(rate, 24_000)).samples
        let sound = AudioBuffer(samples: Array(tone.prefix(frames)), sampleRate: rate)
        let copy = try AudioFile.read(bytes: AudioFile.encode(sound, as: .mp3), name: "a.mp3")
        #expect(copy.frameCount == frames)
        // Nor is it moved: one sample of delay would leave less than 20 dB.
        if frames == 20_001 { #expect(Sounds.signalToNoise(sound.samples, copy.samples) > 20) }
    }

    /// Without that frame nobody knows the delay: 1105 samples of the usual encoder stay, and the padding.
    @Test func anMP3WithoutATagKeepsItsDelay() throws {
        let tone = try AudioFile.read(bytes: Golden.data("decoding/tone.flac"), name: "tone").channels[0]
        let reader = try AudioFileReader(bytes: Golden.data("decoding/untagged.mp3"), name: "untagged")
        #expect(reader.info.frameCount == nil)
        let untagged = try reader.readAll().samples
        #expect(untagged.count.isMultiple(of: 576) && untagged.count >= tone.count + 1105)
        #expect(Sounds.signalToNoise(tone, untagged.dropFirst(1105)) > 22)
        #expect(Sounds.signalToNoise(tone, untagged.dropFirst(1104)) < 22)
    }

    @Test func anID3TagIsSkipped() throws {
        let bytes = try Golden.data("decoding/tone.mp3")
        // 300 bytes in two groups of seven bits.
        let tag = Data("ID3".utf8) + Data([3, 0, 0, 0, 0, 2, 44]) + Data(count: 300)
        let plain = try AudioFile.read(bytes: bytes, name: "plain")
        #expect(try AudioFile.read(bytes: tag + bytes, name: "tagged") == plain)
    }

    @Test func aSliceOfLargerDataIsRead() throws {
        let bytes = try AudioFile.encode(Sounds.tone(), as: .wav16)
        let slice = (Data(count: 100) + bytes)[100...]
        #expect(try AudioFile.read(bytes: slice, name: "slice") == AudioFile.read(bytes: bytes, name: "whole"))
    }

    // MARK: - Round trips

    @Test(arguments: [AudioFileFormat.wavFloat, .aiffFloat], [1, 2, 16])
    func floatsComeBackExactly(format: AudioFileFormat, channels: Int) throws {
        let sound = Sounds.tone(channels: channels, amplitude: 3)
        let file = folder.url.appendingPathComponent("sound")
        try AudioFile.write(sound, to: file, format: format)
        #expect(try AudioFile.read(contentsOf: file) == sound)
    }

    @Test(arguments: [AudioFileFormat.wav16, .aiff16, .flac16], [1, 2, 8])
    func sixteenBitsComeBackExactly(format: AudioFileFormat, channels: Int) throws {
        try checkSteps(format: format, channels: channels, scale: 32_768)
    }

    @Test(arguments: [AudioFileFormat.wav24, .aiff24, .flac24], [1, 2])
    func twentyFourBitsComeBackExactly(format: AudioFileFormat, channels: Int) throws {
        try checkSteps(format: format, channels: channels, scale: 8_388_608)
    }

    private func checkSteps(format: AudioFileFormat, channels: Int, scale: Float) throws {
        func step(_ sample: Float) -> Float { (sample * scale).rounded() / scale }
        var steps: [[Float]] = []
        for channel in Sounds.tone(channels: channels).channels { steps.append(channel.map(step)) }
        steps[0][5] = -1
        steps[0][6] = (scale - 1) / scale
        let sound = AudioBuffer(channels: steps, sampleRate: 44_100)
        let file = folder.url.appendingPathComponent("sound")
        try AudioFile.write(sound, to: file, format: format)
        #expect(try AudioFile.read(contentsOf: file) == sound)
        // A second generation is the same file, byte by byte.
        #expect(try AudioFile.encode(sound, as: format) == Data(contentsOf: file))
    }

    @Test func integersAreRoundedAndHeldAtFullScale() throws {
        let sound = AudioBuffer(samples: [0.6 / 32_768, -0.6 / 32_768, 1, 7, -7], sampleRate: 8000)
        let copy = try AudioFile.read(bytes: AudioFile.encode(sound, as: .wav16), name: "copy")
        let expected: [Float] = [1, -1, 32_767, 32_767, -32_768]
        #expect(copy.samples.map { $0 * 32_768 } == expected)
    }

    @Test(arguments: [(AudioFileFormat.vorbis, 20.0), (.opus, 15.0), (.mp3, 20.0)], [1, 2])
    func lossyFormatsComeNear(coding: (format: AudioFileFormat, decibels: Double), channels: Int) throws {
        let sound = Sounds.tone(channels: channels)
        let file = folder.url.appendingPathComponent("sound")
        try AudioFile.write(sound, to: file, format: coding.format)
        let copy = try AudioFile.read(contentsOf: file)
        #expect(copy.sampleRate == sound.sampleRate)
        #expect(copy.channels.count == channels)
        #expect(copy.frameCount == sound.frameCount)
        for (channel, original) in zip(copy.channels, sound.channels) {
            #expect(Sounds.signalToNoise(original, channel) > coding.decibels)
        }
    }

    @Test(arguments: AudioFileFormat.allCases, [1, 240])
    func tenMillisecondsAndOneSample(format: AudioFileFormat, frames: Int) throws {
        let tone = Sounds.tone(seconds: 0.01).samples
        let sound = AudioBuffer(samples: Array(tone.prefix(frames)), sampleRate: 24_000)
        let copy = try AudioFile.read(bytes: AudioFile.encode(sound, as: format), name: format.name)
        #expect(copy.frameCount == frames)
    }

    @Test(arguments: AudioFileFormat.allCases)
    func silenceStaysSilent(format: AudioFileFormat) throws {
        let sound = AudioBuffer(samples: [Float](repeating: 0, count: 24_000), sampleRate: 24_000)
        let copy = try AudioFile.read(bytes: AudioFile.encode(sound, as: format), name: format.name)
        #expect(Sounds.difference(copy.samples, sound.samples) < 1e-6)
    }

    @Test(arguments: AudioFileFormat.allCases)
    func zeroFramesAreReadBackOrRefused(format: AudioFileFormat) throws {
        let nothing = AudioBuffer(channels: [[], []], sampleRate: 24_000)
        let file = folder.url.appendingPathComponent("nothing")
        switch format {
        case .flac16, .flac24, .opus, .mp3:
            #expect(throws: AudioError.self) { try AudioFile.write(nothing, to: file, format: format) }
            #expect(folder.contents == [])
        default:
            try AudioFile.write(nothing, to: file, format: format)
            #expect(try AudioFile.read(contentsOf: file) == nothing)
        }
    }

    // MARK: - Writing

    @Test(arguments: [
        ("a.wav", "WAV (Microsoft), Signed 16 bit PCM"), ("a.AIF", "AIFF (Apple/SGI), Signed 16 bit PCM"),
        ("a.flac", "FLAC (Free Lossless Audio Codec), Signed 16 bit PCM"),
        ("a.ogg", "OGG (OGG Container format), Vorbis"), ("a.opus", "OGG (OGG Container format), Opus"),
        ("a.mp3", "MPEG-1/2 Audio, MPEG Layer III"),
    ])
    func theExtensionNamesTheFormat(name: String, format: String) throws {
        let file = folder.url.appendingPathComponent(name)
        try AudioFile.write(Sounds.tone(), to: file)
        #expect(try AudioFileReader(contentsOf: file).info.formatName == format)
        #expect(folder.contents == [name])
    }

    @Test func aFileIsReplacedAndALinkIsFollowed() throws {
        let file = try folder.file("old.wav", Data("something else".utf8))
        let link = folder.url.appendingPathComponent("link.wav")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
        let sound = Sounds.tone()
        try AudioFile.write(sound, to: link, format: .wavFloat)
        #expect(try AudioFile.read(contentsOf: file) == sound)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        #expect(folder.contents == ["link.wav", "old.wav"])
    }

    /// In Ogg each stream has a number drawn by lot; all others are the same in every run.
    @Test func equalSoundGivesEqualBytes() throws {
        let formats = AudioFileFormat.allCases.filter { $0 != .vorbis && $0 != .opus }
        let first = try formats.map { try AudioFile.encode(Sounds.tone(), as: $0) }
        // In another second, a time of writing would differ.
        Thread.sleep(forTimeInterval: 1.1)
        for (format, bytes) in zip(formats, first) {
            let isSame = try AudioFile.encode(Sounds.tone(), as: format) == bytes
            #expect(isSame, "\(format)")
        }
    }

    @Test func formatsKnowTheirExtensions() {
        #expect(AudioFileFormat(pathExtension: "WAVE") == .wav16)
        #expect(AudioFileFormat(pathExtension: "oga") == .vorbis)
        #expect(AudioFileFormat(pathExtension: "xyz") == nil)
    }
}
