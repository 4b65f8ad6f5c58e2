import Foundation
import MultiTask

/// An event of a session as a line, for a person or for a program.
struct EventLine: Encodable {
    /// started, changed, withdrawn, final, playing, segment or gap.
    let event: String
    /// Seconds of sound that had come when it was told.
    let heard: Double
    private(set) var id: Int?
    private(set) var pitch: Int?
    private(set) var name: String?
    private(set) var instrument: String?
    private(set) var onset: Double?
    private(set) var offset: Double?
    private(set) var isSounding: Bool?
    private(set) var velocity: Int?
    private(set) var confidence: Double?
    private(set) var instruments: [String]?
    private(set) var cause: String?

    init(_ event: PitchStreamer.Event, heard: Double) {
        self.heard = heard.rounded(places: 6)
        switch event {
        case .started(let note):
            self.event = "started"
            take(note)
        case .changed(let note):
            self.event = "changed"
            take(note)
        case .withdrawn(let note):
            self.event = "withdrawn"
            take(note)
        case .final(let note):
            self.event = "final"
            take(note)
        case .playing(let instruments):
            self.event = "playing"
            self.instruments = instruments.map(\.name)
        case .segment(let segment):
            self.event = "segment"
            instrument = segment.instrument.name
            (onset, offset) = (segment.start.rounded(places: 6), segment.end.rounded(places: 6))
            confidence = Double(segment.confidence).rounded(places: 6)
        case .gap(let gap):
            self.event = "gap"
            (onset, offset) = (gap.start.rounded(places: 6), (gap.start + gap.duration).rounded(places: 6))
            cause = gap.cause.rawValue
        }
    }

    private mutating func take(_ live: PitchStreamer.LiveNote) {
        let note = live.note
        (id, pitch, name, instrument) = (live.id, note.pitch, note.pitchName, note.instrument.name)
        (onset, offset, isSounding) = (note.onset.rounded(places: 6), note.offset.rounded(places: 6), live.isSounding)
        (velocity, confidence) = (note.velocity, Double(note.confidence).rounded(places: 6))
    }

    /// One line of JSON.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// One line for a person: when it was told, what, and what about.
    var text: String {
        let signs = ["started": "+", "changed": "~", "withdrawn": "-", "final": "=", "segment": "#", "gap": "!"]
        let head = "\(heard.asFineClock.padded(to: 8))  \(signs[event] ?? ">") "
        switch event {
        case "playing": return head + "playing: " + ((instruments ?? []).joined(separator: ", ").nonEmpty ?? "nobody")
        case "segment": return head + "\(instrument ?? "") played \(stretch)"
        case "gap": return head + "no sound \(stretch) (\(cause ?? ""))"
        default:
            let what = "\((name ?? "").padded(to: 4))\((instrument ?? "").padded(to: 16))"
            return head + what + (isSounding == true ? "from \(Self.seconds(onset))" : stretch)
        }
    }

    private var stretch: String { "from \(Self.seconds(onset)) to \(Self.seconds(offset))" }

    private static func seconds(_ time: Double?) -> String { String(format: "%.2f s", time ?? 0) }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
