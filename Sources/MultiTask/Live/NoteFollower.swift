import Foundation

/// Gives notes that are proposed anew at every step an identity, and tells what changed.
struct NoteFollower: Sendable {
    private typealias LiveNote = PitchStreamer.LiveNote

    /// A proposal that isn't final yet.
    private struct Proposal {
        /// As it was last told, and as it is.
        var told: LiveNote
        var now: LiveNote
    }

    private var open: [Proposal] = []
    private var nextID = 0

    /// Onsets and offsets of proposals are told anew where they move by more than this, in seconds.
    static let leastMove = 0.02

    /// The notes that are proposed at the moment.
    var proposals: [PitchStreamer.LiveNote] { open.map(\.now) }

    /// The events of notes that are final now.
    mutating func settle(_ notes: [Note]) -> [PitchStreamer.Event] {
        let known = Self.matches(notes, with: open)
        let events: [PitchStreamer.Event] = zip(notes, known).map { note, index in
            .final(LiveNote(id: index.map { open[$0].now.id } ?? newID(), note: note, isSounding: false))
        }
        let gone = Set(known.compactMap { $0 })
        if !gone.isEmpty { open = open.indices.filter { !gone.contains($0) }.map { open[$0] } }
        return events
    }

    /// The events that make the proposals so far into these.
    mutating func propose(ended: [Note], sounding: [Note]) -> [PitchStreamer.Event] {
        let notes = ended + sounding
        let known = Self.matches(notes, with: open)
        let kept = Set(known.compactMap { $0 })
        var events: [PitchStreamer.Event] = open.indices.filter { !kept.contains($0) }.map { .withdrawn(open[$0].told) }
        var proposals: [Proposal] = []
        for (index, note) in notes.enumerated() {
            let isSounding = index >= ended.count
            guard let before = known[index].map({ open[$0].told }) else {
                let now = LiveNote(id: newID(), note: note, isSounding: isSounding)
                proposals.append(Proposal(told: now, now: now))
                events.append(.started(now))
                continue
            }
            let now = LiveNote(id: before.id, note: note, isSounding: isSounding)
            let isNews = Self.isNews(now, after: before)
            if isNews { events.append(.changed(now)) }
            proposals.append(Proposal(told: isNews ? now : before, now: now))
        }
        open = proposals
        return events
    }

    /// Takes all proposals back.
    mutating func withdrawAll() -> [PitchStreamer.Event] {
        defer { open = [] }
        return open.map { .withdrawn($0.told) }
    }

    private mutating func newID() -> Int {
        defer { nextID += 1 }
        return nextID
    }

    private static func isNews(_ now: LiveNote, after before: LiveNote) -> Bool {
        now.note.instrument != before.note.instrument || now.isSounding != before.isSounding
            || abs(now.note.onset - before.note.onset) > leastMove
            || (!now.isSounding && abs(now.note.offset - before.note.offset) > leastMove)
    }

    /// For each note the index of the proposal that it is: of its pitch and near in time, if possible of its instrument,
    /// the one that begins nearest to it. Each proposal is one note at most.
    private static func matches(_ notes: [Note], with open: [Proposal]) -> [Int?] {
        var result = [Int?](repeating: nil, count: notes.count)
        var taken = [Bool](repeating: false, count: open.count)
        for sameInstrument in [true, false] {
            for (index, note) in notes.enumerated() where result[index] == nil {
                let candidates = open.indices.filter { candidate in
                    let other = open[candidate].now.note
                    return !taken[candidate] && other.pitch == note.pitch
                        && (!sameInstrument || other.instrument == note.instrument)
                        && isNear(open[candidate].now, note)
                }
                let nearest = candidates.min {
                    abs(open[$0].now.note.onset - note.onset) < abs(open[$1].now.note.onset - note.onset)
                }
                guard let nearest else { continue }
                result[index] = nearest
                taken[nearest] = true
            }
        }
        return result
    }

    /// Whether they overlap. A note that sounds goes on beyond what was last told of it.
    private static func isNear(_ proposal: LiveNote, _ note: Note) -> Bool {
        let end = proposal.isSounding ? Double.infinity : proposal.note.offset
        return note.onset < end && proposal.note.onset < note.offset
    }
}
