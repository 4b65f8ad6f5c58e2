import Audio
import Foundation

/// Renders one item of a corpus after another. Each thread has its own.
final class CorpusRenderer {
    static let sampleRate = PartRenderer.sampleRate

    private let parts: PartRenderer
    private let arranger: CorpusArranger
    /// What is done to an item afterwards; nil for nothing.
    private let hardship: Hardship?

    init(arranger: CorpusArranger, lengths: SoundingLengths, isHard: Bool = false) throws {
        parts = try PartRenderer(files: arranger.banks.files, lengths: lengths)
        hardship = isHard ? Hardship(sampleRate: CorpusRenderer.sampleRate) : nil
        self.arranger = arranger
    }

    /// Audio and its labels, the same whenever the seed and the number are; only the first four milliseconds of a note
    /// differ a little, as FluidSynth takes up a voice where its last note was panned.
    func item(seed: Int, number: Int) throws -> (sound: AudioBuffer, score: MIDIFile) {
        var random = CorpusRandom(seed: seed, item: number)
        let frameCount = Int(arranger.seconds * CorpusRenderer.sampleRate)
        var labels: [ScoreNote] = []
        var stems: [(samples: [Float], gain: Double)] = []
        // A draw may give nothing but rests.
        for _ in 0..<20 where labels.isEmpty {
            stems = []
            for part in arranger.arrange(&random) {
                guard let (samples, notes) = try played(part, frameCount: frameCount) else { continue }
                labels += notes.map { onTrack(stems.count, $0) }
                stems.append((samples, part.gain))
            }
        }
        let mixer = CorpusMixer(sampleRate: CorpusRenderer.sampleRate)
        var mixture = mixer.mix(stems, frameCount: frameCount, &random)
        if let hardship {
            // Numbers of its own, so that the item itself is that of the same seed without hardship.
            var random = CorpusRandom(seed: ~seed, item: number)
            let voice = try voice(frameCount: frameCount, &random)
            labels += voice?.notes.map { onTrack(stems.count, $0) } ?? []
            mixture = try hardship.apply(to: mixture, voice: voice?.samples, &random)
        }
        return (AudioBuffer(samples: mixture, sampleRate: CorpusRenderer.sampleRate), MIDIFile(notes: labels))
    }

    /// The parts of one place of one score, each by itself, at 16 kHz and at most full scale, with their labels.
    func stems(seed: Int, number: Int) throws -> [(sound: AudioBuffer, score: MIDIFile)] {
        var random = CorpusRandom(seed: seed, item: number)
        let frameCount = Int(arranger.seconds * CorpusRenderer.sampleRate)
        for _ in 0..<20 {
            let stems = try arranger.arrange(&random, isWhole: true).compactMap { part in
                try stem(part, frameCount: frameCount)
            }
            if !stems.isEmpty { return stems }
        }
        return []
    }

    /// See ``PartRenderer/soundingLength(of:pitch:)``.
    func soundingLength(of timbre: Timbre, pitch: Int) throws -> Double {
        try parts.soundingLength(of: timbre, pitch: pitch)
    }

    private func stem(_ part: ArrangedPart, frameCount: Int) throws -> (sound: AudioBuffer, score: MIDIFile)? {
        guard var (samples, notes) = try played(part, frameCount: frameCount) else { return nil }
        let peak = samples.reduce(0) { max($0, abs($1)) }
        for index in samples.indices { samples[index] *= 0.7 / peak }
        notes = notes.map { onTrack($0.track, $0) }
        return (AudioBuffer(samples: samples, sampleRate: CorpusRenderer.sampleRate), MIDIFile(notes: notes))
    }

    /// A line that somebody sings who has no label; nil where the banks have no voice.
    private func voice(
        frameCount: Int, _ random: inout CorpusRandom
    ) throws -> (samples: [Float], notes: [ScoreNote])? {
        for _ in 0..<20 {
            guard let part = arranger.voice(&random) else { return nil }
            if let played = try played(part, frameCount: frameCount) { return played }
        }
        return nil
    }

    /// The sound of a part and the notes that are heard in it; nil for silence.
    private func played(_ part: ArrangedPart, frameCount: Int) throws -> (samples: [Float], notes: [ScoreNote])? {
        let notes = try parts.sounding(part)
        guard !notes.isEmpty else { return nil }
        let samples = try parts.render(notes, timbre: part.timbre, cents: part.cents, frameCount: frameCount)
        return samples.contains { abs($0) > 1e-4 } ? (samples, notes) : nil
    }

    private func onTrack(_ track: Int, _ note: ScoreNote) -> ScoreNote {
        var note = note
        note.track = track
        note.offset = min(note.offset, arranger.seconds)
        return note
    }
}
