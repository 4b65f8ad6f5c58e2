import Audio
import CFluidSynth
import Foundation

/// Why nothing could be synthesized.
enum SynthesisError: Error, CustomStringConvertible {
    case noBank(folders: [String])
    case badBank(path: String)
    case noPreset(bank: Int, program: Int, path: String)
    case noTimidity
    case timidityFailed(configuration: String, status: Int)
    case outOfMemory

    var description: String {
        switch self {
        case .noBank(let folders):
            "There is no sound bank in \(folders.joined(separator: " or ")): name one with --bank, or install "
                + "Debian's fluid-soundfont-gm."
        case .badBank(let path): "\(path): is no SoundFont bank (SF2 or SF3) that can be read."
        case .noPreset(let bank, let program, let path): "\(path): has no preset \(program) in its bank \(bank)."
        case .noTimidity:
            "There is no program timidity on the PATH: install it and its patches, Debian's timidity and freepats."
        case .timidityFailed(let configuration, let status):
            "\(configuration): timidity could not play a part with it, and ended with status \(status)."
        case .outOfMemory: "FluidSynth could not be started: there is not enough memory."
        }
    }
}

/// FluidSynth without a device: notes in, samples out, as fast as the processor goes.
///
/// Banks are read whole when they are loaded; several synthesizers of a process share their samples. There is neither
/// reverberation nor chorus. Not for use from two threads at once: make one for each.
final class SoundFontSynthesizer {
    /// A bank that was loaded.
    struct Bank: Sendable {
        fileprivate let id: Int32
        fileprivate let path: String
    }

    /// A sound of a bank.
    struct Preset: Sendable, Hashable {
        /// The bank's own bank number; 128 holds drum kits.
        var bank = 0
        var program: Int
    }

    /// Frames per second of all that is rendered.
    let sampleRate: Double

    private static let block = 64
    private static let channelCount = 256
    private let settings: OpaquePointer
    private let synth: OpaquePointer

    /// - Parameter sampleRate: 8,000…96,000 Hz. FluidSynth reads samples without a low-pass: render a bank at no
    ///   less than about three quarters of its own rate and resample the result.
    init(sampleRate: Double) throws {
        // Its log goes to standard error; what matters comes back as an error.
        for level in 0..<Int32(FLUID_DBG.rawValue + 1) { fluid_set_log_function(level, nil, nil) }
        guard let settings = new_fluid_settings() else { throw SynthesisError.outOfMemory }
        fluid_settings_setnum(settings, "synth.sample-rate", sampleRate)
        fluid_settings_setnum(settings, "synth.gain", 0.5)
        fluid_settings_setint(settings, "synth.midi-channels", Int32(SoundFontSynthesizer.channelCount))
        fluid_settings_setint(settings, "synth.polyphony", 512)
        for off in ["reverb.active", "chorus.active", "dynamic-sample-loading", "threadsafe-api", "lock-memory"] {
            fluid_settings_setint(settings, "synth.\(off)", 0)
        }
        guard let synth = new_fluid_synth(settings) else {
            delete_fluid_settings(settings)
            throw SynthesisError.outOfMemory
        }
        fluid_synth_set_interp_method(synth, -1, Int32(FLUID_INTERP_4THORDER.rawValue))
        self.settings = settings
        self.synth = synth
        self.sampleRate = sampleRate
    }

    deinit {
        delete_fluid_synth(synth)
        delete_fluid_settings(settings)
    }

    /// Reads an SF2 or SF3 bank.
    func load(_ url: URL) throws -> Bank {
        guard FileManager.default.fileExists(atPath: url.path) else { throw AudioError.notFound(path: url.path) }
        guard fluid_is_soundfont(url.path) != 0 else { throw SynthesisError.badBank(path: url.path) }
        let id = fluid_synth_sfload(synth, url.path, 0)
        guard id != FLUID_FAILED else { throw SynthesisError.badBank(path: url.path) }
        return Bank(id: id, path: url.path)
    }

    /// Renders a part by one preset, whatever programs its notes name.
    ///
    /// - Parameters:
    ///   - cents: How far the part is out of tune.
    ///   - frameCount: The length of the result; what sounds longer is cut.
    /// - Returns: The mean of FluidSynth's two channels.
    func render(_ notes: [ScoreNote], preset: Preset, of bank: Bank, cents: Double = 0, frameCount: Int) throws
        -> [Float]
    {
        try select(preset, of: bank, channel: 0)
        fluid_synth_set_gen(synth, 0, Int32(GEN_FINETUNE.rawValue), Float(cents))
        let (left, right) = play(notes.map { ($0, 0) }, frameCount: frameCount)
        var mixed = left
        for index in mixed.indices { mixed[index] = 0.5 * (left[index] + right[index]) }
        return mixed
    }

    /// Renders a score in stereo, each note by its own program of a General MIDI bank.
    ///
    /// - Parameter tail: Seconds after the last note, for it to die away.
    func render(_ notes: [ScoreNote], of bank: Bank, tail: Double = 2) throws -> AudioBuffer {
        struct Voice: Hashable {
            let track: Int
            let program: Int
            let isPercussion: Bool
        }
        var channels: [Voice: Int] = [:]
        var played: [(ScoreNote, Int)] = []
        for note in notes {
            let voice = Voice(track: note.track, program: note.program, isPercussion: note.isPercussion)
            let channel = channels[voice] ?? channels.count % SoundFontSynthesizer.channelCount
            if channels[voice] == nil {
                channels[voice] = channel
                // A drum kit that isn't there gives way to the standard one, as on any player.
                let preset = Preset(bank: note.isPercussion ? 128 : 0, program: note.program)
                do {
                    try select(preset, of: bank, channel: channel)
                } catch  where note.isPercussion {
                    try select(Preset(bank: 128, program: 0), of: bank, channel: channel)
                }
                fluid_synth_set_gen(synth, Int32(channel), Int32(GEN_FINETUNE.rawValue), 0)
            }
            played.append((note, channel))
        }
        let seconds = (notes.map(\.offset).max() ?? 0) + tail
        let (left, right) = play(played, frameCount: Int((seconds * sampleRate).rounded(.up)))
        return AudioBuffer(channels: [left, right], sampleRate: sampleRate)
    }

    private func select(_ preset: Preset, of bank: Bank, channel: Int) throws {
        fluid_synth_set_channel_type(
            synth, Int32(channel), Int32((preset.bank == 128 ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC).rawValue))
        let status = fluid_synth_program_select(
            synth, Int32(channel), bank.id, Int32(preset.bank), Int32(preset.program))
        guard status == FLUID_OK else {
            throw SynthesisError.noPreset(bank: preset.bank, program: preset.program, path: bank.path)
        }
    }

    /// Note-ons and note-offs at the nearest block of 64 frames, where FluidSynth would put them anyway.
    private func play(_ notes: [(note: ScoreNote, channel: Int)], frameCount: Int) -> ([Float], [Float]) {
        struct Event {
            let block: Int
            let isOn: Bool
            let channel: Int32
            let key: Int32
            let velocity: Int32
        }
        let block = SoundFontSynthesizer.block
        var events: [Event] = []
        for (note, channel) in notes {
            let on = Int((note.onset * sampleRate / Double(block)).rounded())
            let off = max(on + 1, Int((note.offset * sampleRate / Double(block)).rounded()))
            for (place, isOn) in [(on, true), (off, false)] {
                events.append(
                    Event(
                        block: place, isOn: isOn, channel: Int32(channel), key: Int32(note.pitch),
                        velocity: Int32(note.velocity)))
            }
        }
        events.sort { ($0.block, $0.isOn ? 1 : 0) < ($1.block, $1.isOn ? 1 : 0) }
        let blockCount = (frameCount + block - 1) / block
        var left = [Float](repeating: 0, count: blockCount * block)
        var right = left
        left.withUnsafeMutableBufferPointer { left in
            right.withUnsafeMutableBufferPointer { right in
                func render(from start: Int, to end: Int) {
                    // Silence is there already.
                    guard end > start, fluid_synth_get_active_voice_count(synth) > 0 else { return }
                    fluid_synth_write_float(
                        synth, Int32((end - start) * block), left.baseAddress, Int32(start * block), 1,
                        right.baseAddress, Int32(start * block), 1)
                }
                var position = 0
                for event in events {
                    let place = min(event.block, blockCount)
                    render(from: position, to: place)
                    position = max(position, place)
                    guard place < blockCount else { break }
                    if event.isOn {
                        fluid_synth_noteon(synth, event.channel, event.key, event.velocity)
                    } else {
                        fluid_synth_noteoff(synth, event.channel, event.key)
                    }
                }
                // A long decay is rendered in steps, so that it may end early.
                while position < blockCount {
                    let next = min(blockCount, position + 256)
                    render(from: position, to: next)
                    position = next
                }
            }
        }
        silence()
        return (Array(left[..<frameCount]), Array(right[..<frameCount]))
    }

    /// Ends all voices, and takes the block in which they do.
    private func silence() {
        fluid_synth_all_sounds_off(synth, -1)
        var left = [Float](repeating: 0, count: SoundFontSynthesizer.block)
        var right = left
        fluid_synth_write_float(synth, Int32(SoundFontSynthesizer.block), &left, 0, 1, &right, 0, 1)
    }
}
