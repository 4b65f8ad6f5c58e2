/// Lets notes sound on while the sustain pedal is down.
enum MIDIPedal {
    private struct Hold {
        let down: Int
        let up: Int
    }

    /// Where a note stands.
    private struct Place {
        let track: Int
        let note: Int
    }

    /// Moves the ends of notes to where the pedal of their channel is lifted, or their key is struck again.
    ///
    /// The pedal of a channel acts on all tracks: the two staves of a piano often share one.
    static func extend(_ tracks: inout [MIDITrack]) {
        var changes: [Int: [MIDITrack.PedalChange]] = [:]
        for track in tracks {
            for change in track.pedals { changes[track.key(ofChannel: change.channel), default: []].append(change) }
        }
        guard !changes.isEmpty else { return }
        let last = tracks.map(\.end).max() ?? 0
        let holds = changes.mapValues { Self.holds($0, last: last) }
        var keys: [Int: [Place]] = [:]
        for (trackIndex, track) in tracks.enumerated() {
            for (noteIndex, note) in track.notes.enumerated() {
                let channel = track.key(ofChannel: note.channel)
                guard holds[channel] != nil else { continue }
                keys[channel << 7 | note.pitch, default: []].append(Place(track: trackIndex, note: noteIndex))
            }
        }
        for (key, places) in keys {
            guard let holds = holds[key >> 7] else { continue }
            let starts = holds.map(\.down)
            let onsets = places.map { tracks[$0.track].notes[$0.note].onset }.sorted()
            for place in places {
                let offset = tracks[place.track].notes[place.note].offset
                let begun = starts.count(atOrBelow: offset)
                guard begun > 0, holds[begun - 1].up > offset else { continue }
                // Those that begin at the end or later come behind those that began before it.
                let earlier = onsets.count(atOrBelow: offset - 1)
                let next = earlier < onsets.count ? onsets[earlier] : .max
                tracks[place.track].notes[place.note].offset = min(holds[begun - 1].up, next)
            }
        }
    }

    /// The stretches in which a pedal is down; one that is never lifted stays down until the last event.
    private static func holds(_ changes: [MIDITrack.PedalChange], last: Int) -> [Hold] {
        var holds: [Hold] = []
        var down: Int?
        for change in changes.inOrder(of: \.tick) {
            if change.isDown {
                down = down ?? change.tick
            } else if let start = down {
                if start < change.tick { holds.append(Hold(down: start, up: change.tick)) }
                down = nil
            }
        }
        if let start = down { holds.append(Hold(down: start, up: last)) }
        return holds
    }
}

extension [Int] {
    /// How many of these ascending numbers are at most `value`.
    func count(atOrBelow value: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Array {
    /// Sorted by a tick; what stands at the same one stays in order.
    func inOrder(of tick: KeyPath<Element, Int>) -> [Element] {
        enumerated().sorted { a, b in
            (a.element[keyPath: tick], a.offset) < (b.element[keyPath: tick], b.offset)
        }.map(\.element)
    }
}
