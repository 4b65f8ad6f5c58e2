import Audio
import Foundation
import Tensor
import Testing

@testable import MultiTask

/// What a result keeps of the network's output, on request.
@Suite struct PosteriorsTests {
    private let model = TestSounds.randomModel()
    private let audio = TestSounds.rendering(TestSounds.phrase)

    @Test func nothingIsKeptUnasked() throws {
        let transcription = try PitchStreamer(model: model, options: .init()).transcribe(audio)
        #expect(transcription.posteriors == nil)
        #expect(transcription.activations.count == 313 * 9)
    }

    @Test func whatIsKeptIsThePrediction() throws {
        let streamer = PitchStreamer(model: model, options: .init(keep: [.roll, .pitch, .latent]))
        let prediction = try streamer.predict(audio)
        let transcription = try streamer.transcribe(audio)
        let kept = try #require(transcription.posteriors)
        #expect(kept.roll == prediction.roll && kept.pitch == prediction.pitch)
        #expect(transcription.activations == prediction.instrument)
        let recognizer = InstrumentRecognizer(sharing: streamer, options: .init(keep: .pitch))
        let recognition = try recognizer.recognize(audio)
        #expect(recognition.posteriors == Posteriors(roll: [], pitch: prediction.pitch, latent: nil))
    }

    /// Of 25 seconds, heard in several windows: the columns of the whole at once.
    @Test func theLatentIsThatOfTheWhole() throws {
        let long = TestSounds.rendering(TestSounds.phrase, seconds: 25)
        let streamer = PitchStreamer(model: model, options: .init(keep: .latent))
        let latent = try #require(try streamer.transcribe(long).posteriors?.latent)
        #expect(latent.bandCount == 5 && latent.channelCount == 8)
        var parts: [Float] = []
        var session = try streamer.listener.stream(sampleRate: long.sampleRate, pace: Pace(core: 784))
        try session.append(long.samples) { settled, _ in parts += settled.latent?.values ?? [] }
        try session.finish { settled, _ in parts += settled.latent?.values ?? [] }
        #expect(latent.columnCount == 782 / 16)
        #expect(parts.count == latent.values.count)
        #expect(zip(parts, latent.values).allSatisfy { abs($0 - $1) < 1e-3 })
    }
}
