import Audio
import Foundation
import Tensor
import Testing

/// `pitchstreamer spectrogram`: pictures and arrays of one second of a tone of 440 Hz.
@Suite struct SpectrogramCommandTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let samples = (0..<16_000).map { 0.5 * sin(2 * Float.pi * 440 / 16_000 * Float($0)) }
        try AudioFile.write(
            AudioBuffer(samples: samples, sampleRate: 16_000), to: folder.url.appendingPathComponent("a.wav"))
    }

    @Test(arguments: [("cqt", 88, 48), ("stft", 1025, 56), ("mel", 128, 18)])
    func anArrayPeaksAtTheTone(kind: String, bins: Int, peak: Int) throws {
        try Tool.run(["spectrogram", folder.path("a.wav"), "-o", folder.path("a.npy"), "--kind", kind]).expectGood()
        let array = try NPY.read(contentsOf: folder.url.appendingPathComponent("a.npy"))
        #expect(array.shape == [bins, 32])
        let middle = (0..<bins).map { array[$0, 15] }
        #expect(middle.indices.max { middle[$0] < middle[$1] } == peak)
    }

    @Test(arguments: ["cqt", "stft", "mel"])
    func aPictureIsAPNG(kind: String) throws {
        try Tool.run(["spectrogram", folder.path("a.wav"), "-o", folder.path("a.png"), "--kind", kind]).expectGood()
        let data = try Data(contentsOf: folder.url.appendingPathComponent("a.png"))
        #expect(data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        #expect(data.count < 60_000)
    }

    @Test(arguments: [("hybrid", 88, 48), ("log-mel", 384, 0), ("cepstrum", 20, 0)])
    func otherKindsAreArraysAndPicturesToo(kind: String, bins: Int, peak: Int) throws {
        for name in ["a.npy", "a.png"] {
            try Tool.run(["spectrogram", folder.path("a.wav"), "-o", folder.path(name), "--kind", kind]).expectGood()
        }
        let array = try NPY.read(contentsOf: folder.url.appendingPathComponent("a.npy"))
        #expect(array.shape == [bins, 32])
        let middle = (0..<bins).map { array[$0, 15] }
        if peak == 48 { #expect(middle.indices.max { middle[$0] < middle[$1] } == peak) }
        let data = try Data(contentsOf: folder.url.appendingPathComponent("a.png"))
        #expect(data.starts(with: [0x89, 0x50, 0x4E, 0x47]) && data.count < 60_000)
    }

    /// The tone is in its bin, half a semitone beside it, and in a wider one.
    @Test func binsLieWhereTheyAreTold() throws {
        func level(_ more: String...) throws -> Float {
            try Tool.run(["spectrogram", folder.path("a.wav"), "-o", folder.path("a.npy")] + more).expectGood()
            return try NPY.read(contentsOf: folder.url.appendingPathComponent("a.npy"))[48, 15]
        }
        let there = try level()
        #expect(try level("--tuning", "0.5") < 0.9 * there)
        #expect(abs(try level("--tuning", "estimated") / there - 1) < 0.02)
        // Shorter kernels, lower values.
        #expect(try level("--gamma", "20") < 0.9 * there)
    }

    @Test(arguments: [["--tuning", "2"], ["--range", "0"], ["--gamma", "-1"], ["--gamma", "5", "--kind", "hybrid"]])
    func whatCantBeIsWrongUsage(arguments: [String]) throws {
        #expect(
            try Tool.run(["spectrogram", folder.path("a.wav"), "-o", folder.path("a.png")] + arguments).status == 2)
    }

    @Test func anotherExtensionIsWrongUsage() throws {
        #expect(try Tool.run(["spectrogram", folder.path("a.wav"), "-o", folder.path("a.gif")]).status == 2)
        #expect(folder.contents == ["a.wav"])
    }
}
