import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer nothing`: sounds in which none of the instruments plays.
struct NothingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nothing", abstract: "Make sounds in which nothing plays: silence, noise, drums alone.",
        discussion: """
            Of each kind so many clips: silence, white noise, noise like speech (in syllables and vowels, at no pitch), and \
            the drums of scores, played by General MIDI banks. `pitchstreamer evaluate --no-notes` says in how many \
            frames nothing is heard in them.

            Examples:
              pitchstreamer nothing --scores midi --general-midi gm.sf2 --count 9 -o none
              pitchstreamer evaluate --no-notes none
            """)

    @OptionGroup var material: MaterialOptions

    func run() throws {
        let (arranger, _) = try material.arranger()
        let folder = try material.folder()
        let noises = NothingSounds(sampleRate: PartRenderer.sampleRate, seconds: material.seconds)
        let parts = try PartRenderer(files: arranger.banks.files, lengths: SoundingLengths())
        var written = 0
        for number in 0..<material.count {
            var random = CorpusRandom(seed: material.seed, item: number)
            var sounds = [
                ("silence", noises.silence(), [ScoreNote]()), ("white_noise", noises.white(&random), []),
                ("speech_noise", noises.speech(&random), []),
            ]
            if let (samples, notes) = try drums(arranger, parts, &random) {
                sounds.append(("drums", noises.atSomeLevel(samples, &random), notes))
            }
            for (kind, samples, notes) in sounds {
                let url = folder.appendingPathComponent("\(kind)-\(CorpusCommand.digits(number))")
                try AudioFile.write(
                    AudioBuffer(samples: samples, sampleRate: PartRenderer.sampleRate),
                    to: url.appendingPathExtension("flac"))
                try MIDIFile(notes: notes).write(to: url.appendingPathExtension("mid"))
                written += 1
            }
        }
        print("\(written) clips written to \(material.output).")
    }

    private func drums(
        _ arranger: CorpusArranger, _ parts: PartRenderer, _ random: inout CorpusRandom
    ) throws -> (samples: [Float], notes: [ScoreNote])? {
        for _ in 0..<20 {
            guard let part = arranger.drums(&random) else { continue }
            let notes = try parts.sounding(part)
            guard !notes.isEmpty else { continue }
            let frameCount = Int(material.seconds * PartRenderer.sampleRate)
            return (try parts.render(notes, timbre: part.timbre, cents: 0, frameCount: frameCount), notes)
        }
        return nil
    }
}

/// Sounds without pitch.
struct NothingSounds {
    let sampleRate: Double
    let seconds: Double

    private var effects: MixEffects { MixEffects(sampleRate: sampleRate) }
    private var frameCount: Int { Int(seconds * sampleRate) }
    /// The first two formants of a, e, i, o, u, in hertz (Peterson and Barney 1952, men).
    private static let vowels = [(730.0, 1090.0), (530, 1840), (270, 2290), (570, 840), (300, 870)]

    init(sampleRate: Double, seconds: Double) {
        self.sampleRate = sampleRate
        self.seconds = seconds
    }

    func silence() -> [Float] { [Float](repeating: 0, count: frameCount) }

    func white(_ random: inout CorpusRandom) -> [Float] {
        atSomeLevel(noise(frameCount, &random), &random)
    }

    /// Whispered syllables, three to six a second, with pauses between the words.
    func speech(_ random: inout CorpusRandom) -> [Float] {
        var result = silence()
        var start = 0
        while start < frameCount {
            let length = min(Int(random.uniform(0.16...0.33) * sampleRate), frameCount - start)
            let loudness = random.happens(0.2) ? 0 : Float(random.uniform(0.3...1))
            let (first, second) = random.element(Self.vowels)
            var syllable = noise(length, &random)
            effects.tilt(&syllable, corner: 500, decibels: -12)
            effects.bell(&syllable, frequency: first, decibels: 18, quality: 4)
            effects.bell(&syllable, frequency: second, decibels: 15, quality: 5)
            for index in 0..<length {
                let swell = sin(.pi * Double(index) / Double(length))
                result[start + index] = loudness * Float(swell) * syllable[index]
            }
            start += max(1, length)
        }
        return atSomeLevel(result, &random)
    }

    /// With a peak between −20 and −1 dB of full scale.
    func atSomeLevel(_ samples: [Float], _ random: inout CorpusRandom) -> [Float] {
        let peak = samples.reduce(0) { max($0, abs($1)) }
        let target = Float(pow(10, random.uniform(-20 ... -1) / 20))
        return peak > 0 ? samples.map { $0 * target / peak } : samples
    }

    private func noise(_ count: Int, _ random: inout CorpusRandom) -> [Float] {
        (0..<count).map { _ in Float(random.unit() * 2 - 1) }
    }
}
