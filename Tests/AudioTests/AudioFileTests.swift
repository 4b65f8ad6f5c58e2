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
        let left: [Float]
        let right: [Float]
    }

    /// Files written and decoded by python-soundfile (Tests/Reference/decoding.py).
    @Test(arguments: ["tone.flac", "tone.ogg", "tone.opus", "tone.mp3", "tone.au"])
    func samplesAreSoundfiles(name: String) throws {
        let expected = try #require(Golden.json("decoding/files.json", as: [String: Expected].self)[name])
        let bytes = try Golden.data("decoding/\(name)")
        let sound = try AudioFile.read(bytes: bytes, name: name)
        #expect(sound.sampleRate == expected.sampleRate)
        #expect(sound.frameCount == expected.frameCount)
        #expect(sound.channels.count == 2)
        for (channel, samples) in zip(sound.channels, [expected.left, expected.right]) {
            let some = stride(from: 0, to: channel.count, by: 37).map { channel[$0] }
            // Lossy decoders of other versions round differently.
            #expect(Sounds.difference(some, samples) < 2e-4)
        }
        #expect(try AudioFile.read(contentsOf: folder.file(name, bytes)) == sound)
        #expect(try AudioFile.read(bytes: [UInt8](bytes), name: name) == sound)
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
