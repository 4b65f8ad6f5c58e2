/// Notes on a grid of beats: each onset and end at a sixteenth, or at a third of the beat or a thirty-second where the
/// onsets of the beat ask for it. Places are counted in 24ths of a beat from the grid's first.
struct QuantizedScore {
    static let unitsPerBeat = 24

    /// What one player has.
    struct Part {
        let instrument: Instrument
        /// Right hand and left hand, or one.
        let staves: [Staff]
        /// The step of the grid in each beat: 6, 3 or 8.
        let steps: [Int]

        /// The step of a beat; sixteenths where nothing begins.
        func step(ofBeat beat: Int) -> Int { steps.indices.contains(beat) ? steps[beat] : 6 }
    }

    struct Staff {
        let clef: ScoreClef
        /// One or two; in each, chords follow one another without overlap.
        let voices: [[Chord]]
    }

    struct Chord: Equatable {
        var start: Int
        var end: Int
        /// From low to high.
        var tones: [Tone]

        var length: Int { end - start }
        var middle: Double { Double(tones.reduce(0) { $0 + $1.pitch }) / Double(max(tones.count, 1)) }
    }

    struct Tone: Equatable {
        let pitch: Int
        let velocity: Int
    }

    let parts: [Part]
    /// Where the last note ends.
    let end: Int

    init(_ transcription: Transcription, beats: BeatGrid) {
        parts = transcription.heardInstruments.compactMap { instrument in
            let notes = transcription.notes(of: instrument).filter { $0.onset.isFinite && $0.offset.isFinite }
            return notes.isEmpty ? nil : Self.part(of: instrument, notes, beats)
        }
        end = parts.flatMap(\.staves).flatMap(\.voices).flatMap { $0 }.map(\.end).max() ?? 0
    }

    private static func part(of instrument: Instrument, _ notes: [Note], _ beats: BeatGrid) -> Part {
        let onsets = notes.map { max(0, beats.position(atSeconds: $0.onset)) }
        let steps = self.steps(of: onsets)
        func step(_ beat: Int) -> Int { steps.indices.contains(beat) ? steps[beat] : 6 }
        func snapped(_ position: Double) -> Int {
            let beat = Int(position.rounded(.down))
            let inside = (position - Double(beat)) * Double(unitsPerBeat) / Double(step(beat))
            return beat * unitsPerBeat + Int(inside.rounded()) * step(beat)
        }
        let chords = zip(notes, onsets).map { note, onset in
            let start = snapped(onset)
            let shortest = step(start / unitsPerBeat)
            let end = max(snapped(max(0, beats.position(atSeconds: note.offset))), start + shortest)
            return Chord(start: start, end: end, tones: [Tone(pitch: note.pitch, velocity: note.velocity)])
        }
        let staves = ScoreClef.staves(for: instrument, pitches: notes.map(\.pitch))
        let low = staves.count > 1 ? chords.filter { $0.tones[0].pitch < 60 } : []
        let high = staves.count > 1 ? chords.filter { $0.tones[0].pitch >= 60 } : chords
        return Part(
            instrument: instrument,
            staves: zip(staves, [high, low]).map { Staff(clef: $0, voices: ScoreVoices.voices(of: $1)) }, steps: steps)
    }

    /// The step of each beat by its onsets, places in beats. Triplets need onsets at both thirds and to fit better,
    /// thirty-seconds onsets closer than sixteenths can tell apart.
    static func steps(of onsets: [Double]) -> [Int] {
        let count = Int(onsets.max() ?? 0) + 2
        var inside = [[Double]](repeating: [], count: count)
        for onset in onsets.sorted() {
            // What stands just before a beat belongs to it.
            let beat = Int((onset + 0.08).rounded(.down))
            let place = onset - Double(beat)
            if let last = inside[beat].last, place - last < 0.06 { continue }
            inside[beat].append(place)
        }
        return inside.map { places in
            func error(_ parts: Double) -> Double {
                places.reduce(0) { $0 + abs($1 * parts - ($1 * parts).rounded()) / parts }
            }
            let thirds = [1.0 / 3, 2.0 / 3].allSatisfy { third in places.contains { abs($0 - third) < 0.09 } }
            if thirds, places.count <= 3, error(3) < error(4) { return 8 }
            let sixteenths = Set(places.map { ($0 * 4).rounded() })
            return places.count > sixteenths.count && places.count > 4 && error(8) < 0.04 * Double(places.count) ? 3 : 6
        }
    }
}

/// How a staff begins.
enum ScoreClef: Equatable {
    case treble, bass
    /// Sounding an octave below what is written, as guitars and basses have them.
    case trebleBelow, bassBelow

    /// One staff, or two for keyboards and harps whose notes lie on both sides of the middle C.
    static func staves(for instrument: Instrument, pitches: [Int]) -> [ScoreClef] {
        let middle = pitches.sorted()[pitches.count / 2]
        switch instrument.programs[0] {
        case 24...31: return [.trebleBelow]
        case 32...39, 43: return [.bassBelow]
        case 0...23, 46:
            let isOnBothSides = pitches.contains { $0 < 57 } && pitches.contains { $0 >= 64 }
            return isOnBothSides ? [.treble, .bass] : [middle >= 60 ? .treble : .bass]
        default: return [middle >= 58 ? .treble : .bass]
        }
    }
}
