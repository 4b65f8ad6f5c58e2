import ArgumentParser
import Audio
import Foundation

struct SynthesizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synthesize", abstract: "Play a MIDI file into a sound file, by a SoundFont bank.",
        discussion: """
            Examples:
              pitchstreamer synthesize score.mid -o score.wav
              pitchstreamer synthesize score.mid -o score.flac --bank bank.sf2 --mono
            """)

    @Argument(help: "A standard MIDI file.", completion: .score)
    var score: String

    @Option(
        name: .shortAndLong,
        help: "The sound file to write; its extension names the format (wav, flac, ogg, opus, mp3, aiff).",
        completion: .sound)
    var output: String

    @Option(
        help: "An SF2 or SF3 bank; by default the first in \(SoundBanks.folders.joined(separator: ", ")).",
        completion: .bank)
    var bank: String?

    @Option(help: "Frames per second of the result.")
    var rate: Double = 44_100

    @Option(help: "Seconds after the last note, for it to die away.")
    var tail: Double = 2

    @Flag(help: "One channel rather than two.")
    var mono = false

    func validate() throws {
        guard 8_000...96_000 ~= rate else { throw ValidationError("--rate takes 8000 to 96000 Hz, not \(rate).") }
        guard 0...60 ~= tail else { throw ValidationError("--tail takes 0 to 60 seconds, not \(tail).") }
    }

    func run() throws {
        let score = try MIDIFile(contentsOf: URL(fileURLWithPath: score))
        // Banks are at 44.1 or 48 kHz: rendered there, and resampled with a filter, so that nothing folds over.
        let synthesizer = try SoundFontSynthesizer(sampleRate: max(rate, 44_100))
        let url = try bank.map { URL(fileURLWithPath: $0) } ?? SoundBanks.first()
        var sound = try synthesizer.render(score.notes, of: synthesizer.load(url), tail: tail)
        if mono { sound = sound.mono() }
        if sound.sampleRate != rate { sound = sound.resampled(to: rate) }
        try AudioFile.write(SoundBanks.withinFullScale(sound), to: URL(fileURLWithPath: output))
    }
}

/// Where banks are installed.
enum SoundBanks {
    static let folders = ["/usr/share/sounds/sf2", "/usr/share/sounds/sf3"]

    /// The first bank that is installed; the large one of fluid-soundfont-gm sorts before others.
    static func first() throws -> URL {
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let banks = names.filter { $0.hasSuffix(".sf2") || $0.hasSuffix(".sf3") }.sorted()
            if let name = banks.first { return URL(fileURLWithPath: folder).appendingPathComponent(name) }
        }
        throw SynthesisError.noBank(folders: folders)
    }

    /// Lowers what would clip to a peak of −1 dB.
    static func withinFullScale(_ sound: AudioBuffer) -> AudioBuffer {
        let peak = sound.channels.reduce(0) { max($0, $1.reduce(0) { max($0, abs($1)) }) }
        guard peak > 0.891 else { return sound }
        let scale = 0.891 / peak
        return AudioBuffer(channels: sound.channels.map { $0.map { $0 * scale } }, sampleRate: sound.sampleRate)
    }
}
