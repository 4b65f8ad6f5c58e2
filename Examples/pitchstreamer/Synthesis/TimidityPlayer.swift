import Audio
import Foundation

/// The patches of a TiMidity++ configuration, each part played by one run of the program `timidity`.
///
/// One program of one channel, without reverberation and chorus, at 32 kHz, then halved as General MIDI banks are.
final class TimidityPlayer: PartPlayer {
    private let program: URL
    private let configuration: URL
    private let folder: URL

    private static let sampleRate = 2 * PartRenderer.sampleRate

    /// - Throws: ``SynthesisError/noTimidity``, or what keeps a temporary folder from being made.
    init(configuration: URL) throws {
        program = try TimidityPlayer.installed()
        self.configuration = configuration
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("timidity-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Where the program is.
    static func installed() throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let places = folders.map { URL(fileURLWithPath: String($0)).appendingPathComponent("timidity") }
        guard let place = places.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw SynthesisError.noTimidity
        }
        return place
    }

    func render(
        _ notes: [ScoreNote], preset: SoundFontSynthesizer.Preset, cents: Double, frameCount: Int
    ) throws -> [Float] {
        let score = folder.appendingPathComponent("part.mid")
        let sound = folder.appendingPathComponent("part.wav")
        let channel = preset.bank == 128 ? 9 : 0
        let bytes = OneProgramMIDI.bytes(notes, program: preset.program, channel: channel, cents: cents)
        try Data(bytes).write(to: score)
        try? FileManager.default.removeItem(at: sound)
        try run([
            "-c", configuration.path, "-OwM2", "-s", "\(Int(TimidityPlayer.sampleRate))", "-A40", "-p", "256",
            "--reverb=d", "--chorus=d", "--preserve-silence", "-o", sound.path, score.path,
        ])
        let rendered = try AudioFile.read(contentsOf: sound).samples
        let needed = 2 * frameCount
        let padding = [Float](repeating: 0, count: max(0, needed - rendered.count))
        return HalfBand.halved(Array(rendered.prefix(needed)) + padding)
    }

    private func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        ended.wait()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw SynthesisError.timidityFailed(
                configuration: configuration.path, status: Int(process.terminationStatus))
        }
    }
}

/// A MIDI file of one part: a tenth of a millisecond to the tick, the part's detuning as a bend of its channel.
///
/// ``MIDIFile`` writes scores, which have neither bends nor controllers.
enum OneProgramMIDI {
    static func bytes(_ notes: [ScoreNote], program: Int, channel: Int, cents: Double) -> [UInt8] {
        struct Event {
            let tick: Int
            /// Of one tick, ends come before beginnings.
            let order: Int
            let bytes: [UInt8]
        }
        let channel = UInt8(channel)
        // The bend's range is two semitones to either side.
        let bend = min(16_383, max(0, 8_192 + Int((cents / 200 * 8_192).rounded())))
        var events = [
            [0xC0 | channel, UInt8(program)], [0xB0 | channel, 91, 0], [0xB0 | channel, 93, 0],
            [0xE0 | channel, UInt8(bend & 0x7F), UInt8(bend >> 7)],
        ].map { Event(tick: 0, order: 0, bytes: $0) }
        for note in notes {
            let on = Int((note.onset * 10_000).rounded())
            let off = max(on + 1, Int((note.offset * 10_000).rounded()))
            let pitch = UInt8(note.pitch)
            events.append(Event(tick: off, order: 1, bytes: [0x80 | channel, pitch, 64]))
            events.append(Event(tick: on, order: 2, bytes: [0x90 | channel, pitch, UInt8(note.velocity)]))
        }
        events.sort { ($0.tick, $0.order) < ($1.tick, $1.order) }
        var track: [UInt8] = []
        var last = 0
        for event in events {
            track += variableLength(event.tick - last) + event.bytes
            last = event.tick
        }
        track += [0, 0xFF, 0x2F, 0]
        // Half a second, the quarter that a file without a tempo has, is 5,000 ticks.
        return Array("MThd".utf8) + big(6) + [0, 0, 0, 1] + Array(big(5_000).suffix(2))
            + Array("MTrk".utf8) + big(track.count) + track
    }

    private static func big(_ value: Int) -> [UInt8] {
        (0..<4).reversed().map { UInt8(value >> (8 * $0) & 0xFF) }
    }

    private static func variableLength(_ value: Int) -> [UInt8] {
        var bytes = [UInt8(value & 0x7F)]
        var rest = value >> 7
        while rest > 0 {
            bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return bytes
    }
}
