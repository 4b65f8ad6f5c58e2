import Audio
import Testing

@testable import MultiTask

/// Each column of Z beside what the score says of its sixteen frames.
@Suite struct LatentSamplesTests {
    private let piano = Instrument.nine[0]
    private let flute = Instrument.nine[8]
    /// 32 frames a second: a column is half a second.
    private let frameRate = 32.0

    private func note(_ pitch: Int, _ instrument: Instrument, _ span: ClosedRange<Double>) -> ScoreNote {
        ScoreNote(
            pitch: pitch, onset: span.lowerBound, offset: span.upperBound,
            program: instrument.programs[0])
    }

    @Test func aColumnIsDescribedByWhatSoundsInIt() {
        var samples = LatentSamples(instruments: [piano, flute], frameRate: frameRate)
        #expect(samples.descriptors == ["piano", "flute", "notes", "pitch"])
        let latent = Latent(values: (0..<12).map(Float.init), bandCount: 2, channelCount: 2)
        // Silence, then piano with a flute in its second half, then the flute alone.
        samples.add(latent, notes: [note(60, piano, 0.5...1), note(72, flute, 0.75...1.5)])
        #expect(samples.count == 2)
        #expect(samples.values == Array((4..<12).map(Float.init)))
        #expect(samples.truth == [1, 0.5, 1.5, 64, 0, 1, 1, 72])
        #expect(samples.clips == [0, 0])
    }

    @Test func clipsAreCountedAlsoWhereNothingSounds() {
        var samples = LatentSamples(instruments: [piano, flute], frameRate: frameRate)
        let latent = Latent(values: [1, 2], bandCount: 1, channelCount: 2)
        samples.add(latent, notes: [])
        samples.add(latent, notes: [note(60, piano, 0...0.5)])
        #expect(samples.clips == [1])
    }
}
