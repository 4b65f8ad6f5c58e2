/// Puts a standard MIDI file together: format 1, a track of tempo and signatures, then one track for each instrument.
struct MIDIWriter {
    /// Ticks a quarter of files that don't bring their own.
    static let ticksPerQuarter = 960

    private let file: MIDIFile
    private let tempo: MIDITempoMap
    private let ticksPerQuarter: Int

    /// - Parameters:
    ///   - tempo: By their seconds, in any order.
    ///   - ticksPerQuarter: 1…32767.
    init(_ file: MIDIFile, tempo: [MIDIFile.TempoChange], ticksPerQuarter: Int) {
        self.file = file
        self.ticksPerQuarter = ticksPerQuarter
        self.tempo = MIDITempoMap(ticksPerQuarter: ticksPerQuarter, laying: tempo)
    }

    func bytes() -> [UInt8] {
        let instruments = MIDIInstrument.list(file.notes, trackNames: file.trackNames)
        let hasPorts = instruments.contains { $0.port > 0 }
        // Words stand with the first instrument of their track, others at the head of the file.
        let texts = Dictionary(grouping: file.texts, by: \.track)
        let owners = Set(instruments.map(\.track))
        var tracks = [head(file.texts.filter { !owners.contains($0.track) })]
        var seen: Set<Int> = []
        for instrument in instruments {
            let words = seen.insert(instrument.track).inserted ? texts[instrument.track] ?? [] : []
            tracks.append(track(instrument, words, hasPorts: hasPorts))
        }
        var bytes = Array("MThd".utf8) + MIDITrackBytes.bigEndian(6, count: 4) + MIDITrackBytes.bigEndian(1, count: 2)
        bytes += MIDITrackBytes.bigEndian(min(tracks.count, 0xFFFF), count: 2)
        bytes += MIDITrackBytes.bigEndian(ticksPerQuarter, count: 2)
        for track in tracks { bytes += track }
        return bytes
    }

    /// An event and when it stands.
    private struct Timed {
        var tick: Int
        let rank: Int
        let bytes: [UInt8]
        let kind: Int
    }

    private func head(_ texts: [MIDIFile.TextEvent]) -> [UInt8] {
        var events = texts.map { text($0, rank: 0) }
        for signature in file.timeSignatures {
            // 24 clocks a quarter between clicks of the metronome, 8 thirty-seconds a quarter.
            let exponent = signature.denominator.trailingZeroBitCount
            let clocks = min(max(96 >> exponent, 1), 255)
            events.append(
                Timed(
                    tick: tempo.tick(atSeconds: signature.seconds), rank: 1,
                    bytes: [signature.numerator, exponent, clocks, 8].map { UInt8($0) }, kind: 0x58))
        }
        for signature in file.keySignatures {
            events.append(
                Timed(
                    tick: tempo.tick(atSeconds: signature.seconds), rank: 2,
                    bytes: [UInt8(bitPattern: Int8(signature.sharps)), signature.isMinor ? 1 : 0], kind: 0x59))
        }
        if tempo.changes.first?.tick != 0 { events.append(timed(MIDITempoMap.standardTempo, at: 0)) }
        for change in tempo.changes { events.append(timed(change.microsecondsPerQuarter, at: change.tick ?? 0)) }
        var track = MIDITrackBytes()
        for event in inOrder(events) { track.addMeta(event.kind, event.bytes, at: event.tick) }
        return track.chunk(endingAt: tempo.tick(atSeconds: file.duration))
    }

    private func track(_ instrument: MIDIInstrument, _ texts: [MIDIFile.TextEvent], hasPorts: Bool) -> [UInt8] {
        var track = MIDITrackBytes()
        track.addMeta(0x03, Array(instrument.name.utf8), at: 0)
        if hasPorts { track.addMeta(0x21, [UInt8(instrument.port)], at: 0) }
        let channel = UInt8(instrument.channel)
        track.add([0xC0 | channel, UInt8(instrument.program)], at: 0)
        let words = inOrder(texts.map { text($0, rank: 0) })
        var next = 0
        for event in MIDINoteEvent.list(instrument.notes, tempo: tempo) {
            // A syllable stands before the note that it is sung to.
            while next < words.count, words[next].tick <= event.tick {
                track.addMeta(words[next].kind, words[next].bytes, at: words[next].tick)
                next += 1
            }
            track.add(
                [(event.isOn ? 0x90 : 0x80) | channel, UInt8(event.pitch), UInt8(event.velocity)], at: event.tick)
        }
        for word in words[next...] { track.addMeta(word.kind, word.bytes, at: word.tick) }
        return track.chunk()
    }

    private func timed(_ microseconds: Int, at tick: Int) -> Timed {
        Timed(tick: tick, rank: 3, bytes: MIDITrackBytes.bigEndian(microseconds, count: 3), kind: 0x51)
    }

    private func text(_ text: MIDIFile.TextEvent, rank: Int) -> Timed {
        Timed(
            tick: tempo.tick(atSeconds: text.seconds), rank: rank, bytes: Array(text.text.utf8),
            kind: text.kind.rawValue)
    }

    private func inOrder(_ events: [Timed]) -> [Timed] {
        events.enumerated().sorted { a, b in
            (a.element.tick, a.element.rank, a.offset) < (b.element.tick, b.element.rank, b.offset)
        }.map(\.element)
    }
}
