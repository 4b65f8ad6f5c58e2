import Audio
import Foundation
import Testing

@testable import MultiTask

/// A command that is interrupted ends by the signal, says nothing, and leaves nothing half done.
@Suite struct InterruptionTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test(arguments: [SIGINT, SIGTERM])
    func whileItHears(signal: Int32) throws {
        // The network of the paper has work for many seconds with an hour of sound.
        let weights = TestWeights.random(.paper, instruments: ModelDescription.paper.instruments)
        let song = folder.url.appendingPathComponent("hour.flac")
        let writer = try AudioFileWriter(to: song, format: .flac16, sampleRate: 16_000, channelCount: 1)
        for _ in 0..<60 { try writer.write(TestSounds.silence(seconds: 60)) }
        try writer.finish()
        let arguments = try [
            "transcribe", song.path, "--weights", weights.path(in: folder), "-o", folder.path("a.mid"),
            "-o", folder.path("a.png"),
        ]
        let before = folder.contents
        let run = try Tool.Run(arguments)
        Thread.sleep(forTimeInterval: 1)
        run.send(signal)
        let outcome = try run.end()
        #expect(outcome.signal == signal)
        #expect(outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(folder.contents == before)
    }

    @Test func whileItWaitsForInput() throws {
        let weights = try TestWeights.pianoEverywhere().path(in: folder)
        let pipe = Pipe()
        let run = try Tool.Run(
            ["transcribe", "-", "--weights", weights, "-o", folder.path("a.mid")], standardInput: pipe)
        try pipe.fileHandleForWriting.write(contentsOf: Data("RIFF".utf8))
        Thread.sleep(forTimeInterval: 0.5)
        run.send(SIGINT)
        #expect(try run.end().signal == SIGINT)
        #expect(folder.contents == ["weights.safetensors"])
    }
}
