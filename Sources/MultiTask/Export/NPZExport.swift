import Audio
import Foundation
internal import Tensor

/// Results as arrays for NumPy: `numpy.load("song.npz")`, without pickles.
///
/// | array | type, shape | |
/// |---|---|---|
/// | `version` | i4 () | 1 |
/// | `duration` | f8 () | seconds |
/// | `instruments`, `programs` | U (M), i4 (M) | names, General MIDI programs |
/// | `note_onset`, `note_offset` | f8 (N) | seconds |
/// | `note_pitch`, `note_velocity`, `note_instrument` | i4 (N) | MIDI numbers, places in `instruments` |
/// | `note_confidence` | f4 (N) | 0…1 |
/// | `segment_start`, `segment_end` | f8 (S) | seconds |
/// | `segment_instrument`, `segment_confidence` | i4 (S), f4 (S) | |
/// | `roll` | u1 (M, T, 88) | velocities where a key sounds, else 0 |
/// | `roll_frame_rate`, `roll_lowest_pitch` | f8 (), i4 () | frame `t` is the moment `t / roll_frame_rate`; 21 |
/// | `activations` | f4 (T, M) | if the result has any; a recognition has no notes and no roll |
/// | `activation_frame_rate` | f8 () | |
public enum NPZExport {
    /// The bytes of the file.
    ///
    /// - Parameters:
    ///   - transcription: What was heard.
    ///   - frameRate: Frames a second of the roll: a byte for each instrument and key.
    /// - Throws: `AudioError.unsupported(path:reason:)` where the roll would take more than 4 GB.
    public static func data(for transcription: Transcription, frameRate: Double = 31.25) throws -> Data {
        let notes = transcription.notes
        let place = places(transcription.instruments)
        let (roll, frames) = try roll(of: transcription, frameRate: frameRate)
        let instruments = transcription.instruments, segments = transcription.segments
        var arrays: [(name: String, array: NPZArray)] = [
            ("version", NPZArray([Int32(1)], [])),
            ("duration", NPZArray([transcription.duration], [])),
            ("instruments", NPZArray(instruments.map(\.name))),
            ("programs", NPZArray(instruments.map { Int32($0.programs[0]) })),
            ("note_onset", NPZArray(notes.map(\.onset))),
            ("note_offset", NPZArray(notes.map(\.offset))),
            ("note_pitch", NPZArray(notes.map { Int32($0.pitch) })),
            ("note_velocity", NPZArray(notes.map { Int32($0.velocity) })),
            ("note_instrument", NPZArray(notes.map { place($0.instrument) })),
            ("note_confidence", NPZArray(notes.map(\.confidence))),
            ("segment_start", NPZArray(segments.map(\.start))),
            ("segment_end", NPZArray(segments.map(\.end))),
            ("segment_instrument", NPZArray(segments.map { place($0.instrument) })),
            ("segment_confidence", NPZArray(segments.map(\.confidence))),
            ("roll", NPZArray(roll, [instruments.count, frames, keys.count])),
            ("roll_frame_rate", NPZArray([frameRate], [])),
            ("roll_lowest_pitch", NPZArray([Int32(keys.lowerBound)], [])),
        ]
        let frameCount = transcription.activations.count / max(instruments.count, 1)
        if frameCount > 0, frameCount * instruments.count == transcription.activations.count {
            let shape = [frameCount, instruments.count]
            arrays.append(("activations", NPZArray(transcription.activations, shape)))
            arrays.append(("activation_frame_rate", NPZArray([transcription.frameRate], [])))
        }
        return Data(try NPZ.bytes(of: arrays))
    }

    /// The bytes of the file.
    public static func data(for recognition: Recognition) throws -> Data {
        let place = places(recognition.instruments)
        let instruments = recognition.instruments, segments = recognition.segments
        return Data(
            try NPZ.bytes(of: [
                ("version", NPZArray([Int32(1)], [])),
                ("duration", NPZArray([recognition.duration], [])),
                ("instruments", NPZArray(instruments.map(\.name))),
                ("programs", NPZArray(instruments.map { Int32($0.programs[0]) })),
                ("segment_start", NPZArray(segments.map(\.start))),
                ("segment_end", NPZArray(segments.map(\.end))),
                ("segment_instrument", NPZArray(segments.map { place($0.instrument) })),
                ("segment_confidence", NPZArray(segments.map(\.confidence))),
                ("activations", NPZArray(recognition.activations, [recognition.frameCount, instruments.count])),
                ("activation_frame_rate", NPZArray([recognition.frameRate], [])),
            ]))
    }

    private static let keys = 21..<109

    private static func places(_ instruments: [Instrument]) -> (Instrument) -> Int32 {
        let byInstrument = Dictionary(zip(instruments, Int32(0)...)) { first, _ in first }
        return { byInstrument[$0] ?? -1 }
    }

    /// A frame is an instant, as in ``Pianoroll``; a note has one at least.
    private static func roll(of transcription: Transcription, frameRate: Double) throws -> ([UInt8], Int) {
        let end = max(transcription.duration, transcription.notes.map(\.offset).max() ?? 0)
        let cells = (end * frameRate).rounded(.up) * Double(transcription.instruments.count * keys.count)
        guard cells < 0x1p32 else {
            throw AudioError.unsupported(
                path: "NPZ", reason: "a roll of \(end) s at \(frameRate) frames a second takes more than 4 GB")
        }
        let frames = Int((end * frameRate).rounded(.up))
        var roll = [UInt8](repeating: 0, count: transcription.instruments.count * frames * keys.count)
        let place = places(transcription.instruments)
        for note in transcription.notes where keys.contains(note.pitch) {
            let first = max(0, Int((note.onset * frameRate).rounded()))
            let last = max(first + 1, Int((note.offset * frameRate).rounded()))
            let lane = Int(place(note.instrument)) * frames
            let velocity = UInt8(min(max(note.velocity, 1), 127))
            for frame in first..<min(last, frames) where lane >= 0 && frame < frames {
                let cell = (lane + frame) * keys.count + note.pitch - keys.lowerBound
                roll[cell] = max(roll[cell], velocity)
            }
        }
        return (roll, frames)
    }
}
