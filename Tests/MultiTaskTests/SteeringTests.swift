import Audio
import Foundation
import Testing

@testable import MultiTask

/// ``Steering``: what the caller knows comes before what the network thinks.
@Suite struct SteeringTests {
    /// A piano's long note, a violin's above it, and a soft one of the violin that the piano might play too.
    private let prediction = HandMade.prediction([
        HandMade.Curve(60, 0, HandMade.held(0.9, 20)), HandMade.Curve(72, 1, HandMade.held(0.8, 20)),
        HandMade.Curve(76, 1, HandMade.held(0.6, 20)),
    ])

    private func notes(_ steering: Steering) -> [Note] {
        var filter = Steering.Filter(steering, instruments: prediction.instruments)
        return NoteDecoder(instruments: prediction.instruments).decode(filter.apply(to: prediction))
    }

    @Test func nothingKnownChangesNothing() {
        var filter = Steering.Filter(.none, instruments: prediction.instruments)
        #expect(filter.apply(to: prediction) == prediction)
        #expect(notes(.none).map(\.instrument) == [.piano, .violin, .violin])
    }

    @Test func onlyTheNamedPlay() {
        #expect(notes(Steering(players: .only([.piano]))).map(\.instrument) == [.piano, .piano, .piano])
        // Those that the weights don't know are passed over; where nobody is left nothing is heard.
        #expect(notes(Steering(players: .only([.flute, .violin]))).allSatisfy { $0.instrument == .violin })
        #expect(notes(Steering(players: .only([.flute]))).isEmpty)
    }

    @Test func aNumberOfPlayersKeepsTheLikeliest() {
        #expect(notes(Steering(players: .count(1))).map(\.instrument) == [.piano, .piano, .piano])
        #expect(notes(Steering(players: .count(2))) == notes(.none))
    }

    @Test func polyphonyLeavesTheLikeliestPitches() {
        let found = notes(Steering(players: .only([.violin]), polyphony: [.violin: 1]))
        #expect(found.map(\.pitch) == [72])
    }

    @Test func pitchesBeyondTheRangeAreSilent() {
        #expect(notes(Steering(pitchRange: 61...75)).map(\.pitch) == [72])
    }

    /// The doors apply it, live and offline.
    @Test func bothDoorsAreSteered() throws {
        let model = TestSounds.randomModel()
        let audio = TestSounds.rendering(TestSounds.phrase)
        // Random weights: thresholds so low that they hear something.
        var options = PitchStreamer.Options(
            thresholds: Thresholds(pitch: 0.05, instruments: Instrument.nine.map { .init(instrument: $0.name) }))
        options.steering.players = .only([.cello])
        let streamer = PitchStreamer(model: model, options: options)
        let offline = try streamer.transcribe(audio)
        #expect(!offline.notes.isEmpty && offline.heardInstruments == [.cello])
        var session = try streamer.session(sampleRate: audio.sampleRate, lookAhead: .exact)
        let live = try (session.append(audio) + session.finish()).notes
        #expect(Set(live.map(\.instrument)) == [.cello])

        let counted = InstrumentRecognizer(
            model: model, options: InstrumentRecognizer.Options(steering: Steering(players: .count(2))))
        let recognition = try counted.recognize(audio)
        let heard = recognition.instruments.filter { recognition.activations(of: $0).contains { $0 > 0 } }
        #expect(heard.count == 2)
    }

    @Test(arguments: Thresholds.Preset.allCases) func presetsLean(preset: Thresholds.Preset) {
        let fitted = Thresholds(pitch: 0.4, instruments: [.init(instrument: "piano", activity: 0.5, roll: 0.25)])
        let found = fitted.adjusted(to: preset)
        switch preset {
        case .balanced: #expect(found == fitted)
        case .precise:
            #expect(found.pitch > 0.4 && abs(found.instruments[0].activity - 0.75) < 1e-6)
            #expect(abs(found.instruments[0].roll - 0.5) < 1e-6)
        case .complete:
            #expect(found.pitch < 0.4 && abs(found.instruments[0].activity - 0.25) < 1e-6)
            #expect(abs(found.instruments[0].roll - 0.1) < 1e-6)
        }
        let ends = Thresholds(pitch: 0, instruments: [.init(instrument: "piano", activity: 1, roll: 0)])
        #expect(ends.adjusted(to: preset) == ends)
    }
}
