import Audio
import Foundation
import Testing

@testable import MultiTask

/// Instrument recognition with the weights that ship, on the recording that ships.
@Suite struct InstrumentRecognizerTests {
    @Test func hearsWhoPlaysTheRecording() throws {
        let (url, score) = try PitchStreamerTests.recording()
        let recognizer = try InstrumentRecognizer()
        let recognition = try recognizer.recognize(contentsOf: url)
        #expect(recognition.instruments == Instrument.nine)
        #expect(recognition.frameRate == 31.25)
        #expect(recognition.activations.count == recognition.frameCount * 9)
        #expect(recognition.activations.allSatisfy { (0...1).contains($0) })

        // The instruments of the score are the ones that are heard for most of the time.
        let written = Set(
            Instrument.nine.filter { instrument in score.contains { instrument.programs.contains($0.program) } })
        let byShare = Instrument.nine.sorted { recognition.share(of: $0) > recognition.share(of: $1) }
        let heard = Set(byShare.prefix(written.count))
        #expect(heard.intersection(written).count >= written.count - 1, "written \(written), heard \(byShare)")
    }

    @Test func activationsOfOneInstrument() {
        let recognition = Recognition(
            instruments: [.piano, .violin], activations: [0.9, 0.1, 0.8, 0.2], frameRate: 31.25,
            segments: [InstrumentSegment(instrument: .piano, start: 0, end: 0.032)])
        #expect(recognition.activations(of: .violin) == [0.1, 0.2])
        #expect(recognition.activations(of: .flute).isEmpty)
        #expect(recognition.time(ofFrame: 1) == 0.032)
        #expect(abs(recognition.share(of: .piano) - 0.5) < 1e-9)
    }

    @Test func doorsAgree() throws {
        let (url, _) = try PitchStreamerTests.recording()
        let recognizer = try InstrumentRecognizer()
        let audio = try AudioFile.read(contentsOf: url).mono()
        let start = AudioBuffer(samples: Array(audio.samples.prefix(64_000)), sampleRate: audio.sampleRate)
        let fromBuffer = try recognizer.recognize(start)
        let fromSamples = try recognizer.recognize(start.samples, sampleRate: audio.sampleRate)
        #expect(fromBuffer == fromSamples)
    }

    @Test func silenceHasNoInstruments() throws {
        let recognition = try InstrumentRecognizer().recognize(
            [Float](repeating: 0, count: 48_000), sampleRate: 16_000)
        #expect(recognition.segments.isEmpty)
    }

    @Test func aMissingFileIsNamed() throws {
        let recognizer = try InstrumentRecognizer()
        #expect(throws: AudioError.self) {
            try recognizer.recognize(contentsOf: URL(fileURLWithPath: "/nowhere/song.flac"))
        }
    }
}
