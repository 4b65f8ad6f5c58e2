import Audio
import Foundation
import Synchronization

/// How long a key sounds while it is held: recordings end, strings die away, loops go on.
///
/// Shared by the threads of a corpus; each key of each sound is measured once.
final class SoundingLengths: Sendable {
    private struct Key: Hashable {
        let timbre: Timbre
        let pitch: Int
    }

    private let known = Mutex<[Key: Double]>([:])

    /// Seconds from a key's onset until it is 40 dB below its peak; 0 where it is silent, infinite where it is looped.
    func seconds(of timbre: Timbre, pitch: Int, measure: () throws -> Double) rethrows -> Double {
        let key = Key(timbre: timbre, pitch: pitch)
        if let length = known.withLock({ $0[key] }) { return length }
        let length = try measure()
        known.withLock { $0[key] = length }
        return length
    }
}

/// Renders parts by the banks of a corpus, and knows which of their keys are heard. Each thread has its own; FluidSynth
/// shares their samples.
final class PartRenderer {
    static let sampleRate = 16_000.0

    private let players: [any PartPlayer]
    private let lengths: SoundingLengths

    init(files: [CorpusBanks.File], lengths: SoundingLengths) throws {
        // The register's banks are at 16 kHz. General MIDI banks are at 44.1 or 48: rendered at 32, what folds over lies
        // above 8 kHz and falls to the low-pass before every second sample is dropped.
        let low = try SoundFontSynthesizer(sampleRate: PartRenderer.sampleRate)
        let high = try SoundFontSynthesizer(sampleRate: 2 * PartRenderer.sampleRate)
        players = try files.map { file -> any PartPlayer in
            switch file.kind {
            case .recorded: try SoundFontPlayer(file.url, synthesizer: low)
            case .generalMIDI: try SoundFontPlayer(file.url, synthesizer: high)
            case .timidity: try TimidityPlayer(configuration: file.url)
            }
        }
        self.lengths = lengths
    }

    func render(_ notes: [ScoreNote], timbre: Timbre, cents: Double, frameCount: Int) throws -> [Float] {
        try players[timbre.file].render(notes, preset: timbre.preset, cents: cents, frameCount: frameCount)
    }

    /// The notes that are heard, each ended where its sound does.
    func sounding(_ part: ArrangedPart) throws -> [ScoreNote] {
        try part.notes.compactMap { note in
            let length = try lengths.seconds(of: part.timbre, pitch: note.pitch) {
                try soundingLength(of: part.timbre, pitch: note.pitch)
            }
            guard length > 0 else { return nil }
            var note = note
            note.offset = min(note.offset, note.onset + length)
            return note
        }
    }

    /// Holds a key for eight seconds and looks where it is last within 40 dB of its peak.
    ///
    /// - Returns: Seconds; 0 if the key is silent, or sounds at another pitch than its own (banks have such keys, too);
    ///   infinity if it is still there at the end.
    func soundingLength(of timbre: Timbre, pitch: Int) throws -> Double {
        let held = 8.0
        let note = ScoreNote(
            pitch: pitch, onset: 0, offset: held + 1, velocity: 100, program: timbre.program,
            channel: timbre.isPercussion ? 9 : 0)
        let frameCount = Int(held * PartRenderer.sampleRate)
        let samples = try render([note], timbre: timbre, cents: 0, frameCount: frameCount)
        // 32 ms hold a whole period of the lowest key.
        let window = 512
        let envelope = stride(from: 0, to: samples.count, by: window).map { start in
            samples[start..<min(samples.count, start + window)].reduce(0) { max($0, abs($1)) }
        }
        let peak = envelope.max() ?? 0
        guard peak > 1e-4, let last = envelope.lastIndex(where: { $0 >= 0.01 * peak }) else { return 0 }
        guard timbre.isPercussion || PitchCheck.shared.isHeard(pitch: pitch, in: samples) else { return 0 }
        return last >= envelope.count - 2 ? .infinity : Double((last + 1) * window) / PartRenderer.sampleRate
    }
}

/// Every second sample, after a low-pass at a quarter of the rate: a windowed sinc of 63 taps, every other one zero.
enum HalfBand {
    private static let reach = 31
    /// The taps at odd distances 1, 3, … 31 from the middle, whose own is one half.
    private static let taps: [Float] = stride(from: 1, through: reach, by: 2).map { distance in
        let x = Double.pi * Double(distance) / 2
        let window = 0.42 + 0.5 * cos(Double.pi * Double(distance) / 32) + 0.08 * cos(Double.pi * Double(distance) / 16)
        return Float(0.5 * sin(x) / x * window)
    }

    static func halved(_ samples: [Float]) -> [Float] {
        let count = samples.count / 2
        // The odd samples alone are filtered; the even ones pass.
        var odd = [Float](repeating: 0, count: count + reach + 1)
        let pad = (reach + 1) / 2
        for index in 0..<count { odd[index + pad] = samples[2 * index + 1] }
        var result = [Float](repeating: 0, count: count)
        for index in 0..<count { result[index] = 0.5 * samples[2 * index] }
        odd.withUnsafeBufferPointer { odd in
            result.withUnsafeMutableBufferPointer { result in
                for (step, tap) in taps.enumerated() {
                    // Distances −(2 step + 1) and +(2 step + 1) from an even sample.
                    let before = pad - step - 1
                    let after = pad + step
                    for index in 0..<count { result[index] += tap * (odd[index + before] + odd[index + after]) }
                }
            }
        }
        return result
    }
}
