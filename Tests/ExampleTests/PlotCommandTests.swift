import Audio
import Foundation
import Testing

/// `pitchstreamer plot`: curves of one second of a tone of 440 Hz on two channels.
@Suite struct PlotCommandTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        let samples = (0..<22_050).map { 0.5 * sin(2 * Float.pi * 440 / 22_050 * Float($0)) }
        try AudioFile.write(
            AudioBuffer(channels: [samples, samples], sampleRate: 22_050),
            to: folder.url.appendingPathComponent("a.wav"))
    }

    private func picture(_ arguments: String...) throws -> Data {
        try Tool.run(["plot", folder.path("a.wav"), "-o", folder.path("a.png")] + arguments).expectGood()
        return try Data(contentsOf: folder.url.appendingPathComponent("a.png"))
    }

    @Test(arguments: ["waveform", "spectrum", "onsets", "tuning"])
    func aPictureIsAPNG(kind: String) throws {
        let data = try picture("--kind", kind)
        #expect(data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        #expect(data.count < 60_000)
    }

    @Test func aSpectrumHasItsMomentItsBandAndItsWindows() throws {
        let plain = try picture("--kind", "spectrum")
        let band = try picture("--kind", "spectrum", "--band", "200-900", "--size", "2048", "--at", "0.3")
        let windows = try picture(
            "--kind", "spectrum", "--band", "200-900", "--size", "2048", "--at", "0.3", "--window", "hann", "--window",
            "rectangular")
        #expect(plain != band && band != windows)
        // Beyond the end there is silence.
        #expect(try picture("--kind", "spectrum", "--at", "100") != plain)
    }

    @Test func nothingHasAPictureToo() throws {
        try AudioFile.write(
            AudioBuffer(samples: [], sampleRate: 16_000), to: folder.url.appendingPathComponent("a.wav"))
        for kind in ["waveform", "spectrum", "onsets", "tuning"] { #expect(try !picture("--kind", kind).isEmpty) }
    }

    @Test(arguments: [
        ["--size", "3"], ["--at", "-1"], ["--band", "900-200"], ["--window", "round"], ["-o", "a.svg"],
    ])
    func whatCantBeIsWrongUsage(arguments: [String]) throws {
        #expect(try Tool.run(["plot", folder.path("a.wav"), "-o", folder.path("b.png")] + arguments).status == 2)
        #expect(folder.contents == ["a.wav"])
    }
}
