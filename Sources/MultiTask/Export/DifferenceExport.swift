import Foundation

/// A difference as JSON, of format "multitask-difference", version 1:
///
/// ```json
/// {
///   "format": "multitask-difference",
///   "version": 1,
///   "matched": [{ "reference": NOTE, "estimate": NOTE }],
///   "otherInstrument": [{ "reference": NOTE, "estimate": NOTE }],
///   "missed": [NOTE],
///   "extra": [NOTE]
/// }
/// ```
///
/// A NOTE is `{"instrument": "piano", "pitch": 60, "name": "C4", "onset": 0.5, "offset": 1.25, "velocity": 90}`, times in
/// seconds. Lists are in the order of time.
public enum DifferenceExport {
    private struct Row: Encodable {
        let instrument: String
        let pitch: Int
        let name: String
        let onset: Double
        let offset: Double
        let velocity: Int

        init(_ note: Note) {
            instrument = note.instrument.name
            pitch = note.pitch
            name = note.pitchName
            onset = (note.onset * 1e6).rounded() / 1e6
            offset = (note.offset * 1e6).rounded() / 1e6
            velocity = note.velocity
        }
    }

    private struct PairRow: Encodable {
        let reference: Row
        let estimate: Row

        init(_ pair: TranscriptionDifference.Pair) {
            reference = Row(pair.reference)
            estimate = Row(pair.estimate)
        }
    }

    private struct File: Encodable {
        let format = "multitask-difference"
        let version = 1
        let matched: [PairRow]
        let otherInstrument: [PairRow]
        let missed: [Row]
        let extra: [Row]
    }

    /// The bytes of the file.
    public static func data(for difference: TranscriptionDifference) throws -> Data {
        let file = File(
            matched: difference.matched.map(PairRow.init),
            otherInstrument: difference.otherInstrument.map(PairRow.init), missed: difference.missed.map(Row.init),
            extra: difference.extra.map(Row.init))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(file) + Data("\n".utf8)
    }
}
