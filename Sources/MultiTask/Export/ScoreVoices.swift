/// Makes voices of the notes of a staff: what begins and ends together becomes a chord, what overlaps goes to another
/// voice, of which a staff has two. A third that sounds on is cut where the next begins: a score is for reading, and the
/// lengths as they were heard are in the other formats.
enum ScoreVoices {
    /// A sixteenth: less of an overlap or a gap is taken for the player's touch.
    private static let touch = 6
    private static let mostVoices = 2

    static func voices(of notes: [QuantizedScore.Chord]) -> [[QuantizedScore.Chord]] {
        var voices: [[QuantizedScore.Chord]] = []
        for chord in chords(of: notes) { place(chord, in: &voices) }
        for index in voices.indices { close(&voices[index]) }
        // The upper voice is the first.
        func height(_ voice: [QuantizedScore.Chord]) -> Double {
            voice.reduce(0) { $0 + $1.middle } / Double(max(voice.count, 1))
        }
        if voices.count == 2, height(voices[1]) > height(voices[0]), voices[1].count * 2 > voices[0].count {
            voices.swapAt(0, 1)
        }
        return voices.isEmpty ? [[]] : voices
    }

    /// Notes that begin together and end nearly together, at the end that most have.
    private static func chords(of notes: [QuantizedScore.Chord]) -> [QuantizedScore.Chord] {
        let sorted = notes.sorted { ($0.start, $0.end, $0.tones[0].pitch) < ($1.start, $1.end, $1.tones[0].pitch) }
        var chords: [QuantizedScore.Chord] = []
        var group: [QuantizedScore.Chord] = []
        func close() {
            guard let first = group.first else { return }
            var tones: [QuantizedScore.Tone] = []
            for tone in group.flatMap(\.tones).sorted(by: { ($0.pitch, -$0.velocity) < ($1.pitch, -$1.velocity) })
            where tones.last?.pitch != tone.pitch { tones.append(tone) }
            chords.append(.init(start: first.start, end: group[group.count / 2].end, tones: tones))
            group = []
        }
        for note in sorted {
            if let first = group.first, note.start != first.start || note.end - first.end > max(touch, first.length / 2)
            {
                close()
            }
            group.append(note)
        }
        close()
        return chords
    }

    private static func place(_ chord: QuantizedScore.Chord, in voices: inout [[QuantizedScore.Chord]]) {
        var best: (distance: Double, voice: Int)?
        for (index, voice) in voices.enumerated() {
            guard let last = voice.last else { continue }
            let overlap = last.end - chord.start
            guard overlap <= 0 || (last.start < chord.start && overlap <= max(touch, last.length / 4)) else { continue }
            let distance = abs(last.middle - chord.middle)
            if distance < best?.distance ?? .infinity { best = (distance, index) }
        }
        if let best { return append(chord, to: &voices[best.voice]) }
        if voices.count < mostVoices { return voices.append([chord]) }
        // All sound: the one that began before and has the least left is cut; else they are one chord.
        let cut = voices.indices.filter { (voices[$0].last?.start ?? 0) < chord.start }
            .min { (voices[$0].last?.end ?? 0) < (voices[$1].last?.end ?? 0) }
        if let cut { return append(chord, to: &voices[cut]) }
        let index = voices.count - 1
        let last = voices[index].count - 1
        let tones = voices[index][last].tones
        let others = chord.tones.filter { tone in !tones.contains { $0.pitch == tone.pitch } }
        voices[index][last].tones = (tones + others).sorted { $0.pitch < $1.pitch }
    }

    private static func append(_ chord: QuantizedScore.Chord, to voice: inout [QuantizedScore.Chord]) {
        if let last = voice.last, last.end > chord.start { voice[voice.count - 1].end = chord.start }
        voice.append(chord)
    }

    /// Fills gaps that are no longer than a sixteenth.
    private static func close(_ voice: inout [QuantizedScore.Chord]) {
        for index in voice.indices.dropLast() {
            let gap = voice[index + 1].start - voice[index].end
            if gap > 0, gap <= touch, voice[index].length >= touch { voice[index].end = voice[index + 1].start }
        }
    }
}
