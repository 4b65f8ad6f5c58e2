import Audio
import Foundation
import MultiTask
import Testing

@testable import pitchstreamer

/// What test sets are made with, beside the corpus itself (`SynthesisTests`).
@Suite struct TestSetTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    // MARK: - Options

    @Test func partsAndInstrumentsAreReadFromTheCommandLine() throws {
        #expect(PartCounts(argument: "1-4")?.range == 1...4)
        #expect(PartCounts(argument: "3")?.range == 3...3)
        for wrong in ["", "0-2", "4-1", "1-7", "1-2-3", "-1", "a"] { #expect(PartCounts(argument: wrong) == nil) }
        let names = try #require(InstrumentNames(argument: "Cello, acoustic  guitar"))
        #expect(names.names == ["cello", "acoustic guitar"])
        #expect(try names.indices(in: Instrument.nine) == [7, 1])
        #expect(InstrumentNames(argument: "cello,cello") == nil)
        #expect(throws: (any Error).self) { try InstrumentNames(argument: "kazoo")?.indices(in: Instrument.nine) }
    }

    @Test func wrongOptionsAreToldBeforeAnyWork() throws {
        let material = ["--scores", folder.path(""), "--count", "1", "-o", folder.path("out")]
        try Tool.run(["corpus"] + material).expectUsageError("--banks")
        try Tool.run(["corpus", "--general-midi", "x.sf2", "--parts", "0-9"] + material).expectUsageError("0-9")
        try Tool.run(["corpus", "--general-midi", "x.sf2", "--instruments", "kazoo"] + material)
            .expectUsageError("kazoo", "cello")
        try Tool.run(["notes", "--general-midi", "x.sf2", "-o", folder.path("out")]).expectUsageError("--banks")
        #expect(folder.contents.isEmpty)
    }

    // MARK: - Timidity

    @Test func aConfigurationSaysWhatItHas() throws {
        try folder.file("more.cfg", Data("bank 0\n 40 Violin.pat # good\n 200 none.pat\nbank 8\n 41 other.pat\n".utf8))
        let url = try folder.file(
            "set.cfg",
            Data("# free\ndir /nowhere\ndrumset 0\n 38 Snare.pat\nbank 0\n 0 Piano.pat amp=120\nsource more.cfg\n".utf8)
        )
        let configuration = try TimidityConfiguration(url)
        #expect(configuration.programs == [0, 40] && configuration.hasDrums)
        let own = try TimidityConfiguration(folder.url.appendingPathComponent("more.cfg"))
        #expect(own.programs == [40] && !own.hasDrums)
        let empty = try folder.file("empty.cfg", Data("source empty.cfg\n".utf8))
        #expect(throws: AudioError.self) { try TimidityConfiguration(empty) }
        #expect(throws: AudioError.self) { try TimidityConfiguration(folder.url.appendingPathComponent("missing.cfg")) }
    }

    @Test func onePartBecomesAMIDIFile() throws {
        let notes = [
            ScoreNote(pitch: 60, onset: 0.5, offset: 1, velocity: 90),
            ScoreNote(pitch: 60, onset: 1, offset: 1.25, velocity: 50),
            ScoreNote(pitch: 64, onset: 0.1234, offset: 9.8765, velocity: 127),
        ]
        let bytes = OneProgramMIDI.bytes(notes, program: 42, channel: 0, cents: 20)
        let read = try MIDIFile(bytes: bytes).notes.sorted { $0.onset < $1.onset }
        #expect(read.map(\.pitch) == [64, 60, 60] && read.map(\.velocity) == [127, 90, 50])
        #expect(read.allSatisfy { $0.program == 42 })
        for (note, written) in zip(read, [notes[2], notes[0], notes[1]]) {
            #expect(abs(note.onset - written.onset) < 1e-4 && abs(note.offset - written.offset) < 1e-4)
        }
        // A tenth of two semitones above the middle.
        #expect(bytes.firstRange(of: [0xE0, UInt8(9_011 & 0x7F), UInt8(9_011 >> 7)]) != nil)
    }

    /// Where Debian's timidity and freepats are: sound begins with the note, at its pitch, and ends after it.
    @Test(
        .enabled(
            if: (try? TimidityPlayer.installed()) != nil
                && FileManager.default.fileExists(atPath: "/etc/timidity/freepats.cfg"),
            "timidity and freepats are not installed"), arguments: [(0, 60), (65, 65), (42, 50)])
    func patchesAreHeardWhereTheirNotesAre(program: Int, pitch: Int) throws {
        let player = try TimidityPlayer(configuration: URL(fileURLWithPath: "/etc/timidity/freepats.cfg"))
        let note = ScoreNote(pitch: pitch, onset: 1, offset: 2, velocity: 100)
        let sound = try player.render([note], preset: .init(program: program), cents: 0, frameCount: 64_000)
        #expect(sound.count == 64_000)
        let peak = sound.reduce(0) { max($0, abs($1)) }
        let first = try #require(sound.firstIndex { abs($0) > 0.05 * peak })
        #expect(abs(Double(first) / 16_000 - 1) < 0.02)
        #expect(PitchCheck.shared.isHeard(pitch: pitch, in: Array(sound[16_000...])))
        #expect(sound[48_000...].allSatisfy { abs($0) < 0.1 * peak })
    }

    // MARK: - Hardship

    @Test func hardSoundsAreAsLongAndNoLater() throws {
        var clicks = [Float](repeating: 0, count: 48_000)
        for start in stride(from: 4_000, to: 48_000, by: 8_000) {
            for index in 0..<1_600 { clicks[start + index] = 0.5 * sin(Float(index) * 0.4) }
        }
        var random = CorpusRandom(seed: 3, item: 1)
        let hard = try Hardship(sampleRate: 16_000).apply(to: clicks, voice: nil, &random)
        #expect(hard.count == clicks.count)
        #expect(hard.allSatisfy { abs($0) < 1 } && hard != clicks)
        // The lag at which both are most alike.
        let lags = (-1_200)...1_200
        let products = lags.map { lag in
            (2_000..<46_000).reduce(Float(0)) { $0 + clicks[$1] * hard[$1 + lag] }
        }
        let best = products.indices.max { products[$0] < products[$1] } ?? 0
        #expect(abs(lags.lowerBound + best) <= 16)
        var again = CorpusRandom(seed: 3, item: 1)
        #expect(try Hardship(sampleRate: 16_000).apply(to: clicks, voice: nil, &again) == hard)
        let silence = [Float](repeating: 0, count: 100)
        #expect(try Hardship(sampleRate: 16_000).apply(to: silence, voice: nil, &again) == silence)
    }

    @Test func noiseIsEvenAndSpeechComesInSyllables() {
        let sounds = NothingSounds(sampleRate: 16_000, seconds: 4)
        var random = CorpusRandom(seed: 1, item: 2)
        #expect(sounds.silence().count == 64_000 && sounds.silence().allSatisfy { $0 == 0 })
        func loudness(_ samples: [Float]) -> [Float] {
            stride(from: 0, to: samples.count, by: 800).map { start in
                samples[start..<start + 800].reduce(0) { $0 + $1 * $1 } / 800
            }
        }
        let (white, speech) = (sounds.white(&random), sounds.speech(&random))
        for samples in [white, speech] {
            #expect(samples.count == 64_000)
            let peak = samples.reduce(0) { max($0, abs($1)) }
            #expect((0.099...0.9).contains(peak))
        }
        let (even, uneven) = (loudness(white), loudness(speech))
        #expect((even.min() ?? 0) > 0.8 * (even.max() ?? 0))
        #expect((uneven.min() ?? 0) < 0.05 * (uneven.max() ?? 0))
    }

    // MARK: - Sets

    @Test func coverageIsTheTimeInWhichAnythingSounds() {
        func note(_ onset: Double, _ offset: Double) -> ScoreNote { ScoreNote(pitch: 60, onset: onset, offset: offset) }
        #expect(TestSetCoverage.covered([note(1, 3), note(0, 2), note(2.5, 2.75), note(5, 6)]) == 4)
        #expect(TestSetCoverage.covered([]) == 0)
    }

    /// A hard set by a General MIDI bank: items, and what is told of them.
    @Test(.enabled(if: (try? SoundBanks.first()) != nil, "no SoundFont bank is installed"))
    func aSetSaysWhatItHolds() throws {
        let scores = folder.url.appendingPathComponent("scores")
        try FileManager.default.createDirectory(at: scores, withIntermediateDirectories: true)
        let notes = (0..<40).flatMap { step in
            [(0, 72), (1, 60), (2, 45)].map { track, base in
                ScoreNote(
                    pitch: base + step % 8, onset: 0.25 * Double(step), offset: 0.25 * Double(step) + 0.2, track: track)
            }
        }
        try MIDIFile(notes: notes).write(to: scores.appendingPathComponent("scales.mid"))
        let bank = try SoundBanks.first().path
        let command = [
            "corpus", "--scores", scores.path, "--general-midi", bank, "--instruments", "piano,flute", "--parts", "2",
            "--count", "3", "--seconds", "4", "--hard", "-o", folder.path("set"), "--least-minutes",
        ]
        try Tool.run(command + ["0.05"]).expectGood()
        let bytes = try Data(contentsOf: folder.url.appendingPathComponent("set/testset.json"))
        struct TestSet: Decodable {
            let seed, clips: Int
            let minutes: Double
            let instrumentMinutes: [String: Double]
            let command: String
        }
        let set = try JSONDecoder().decode(TestSet.self, from: bytes)
        #expect(set.seed == 1 && set.clips == 3 && abs(set.minutes - 0.2) < 1e-3)
        #expect(Set(set.instrumentMinutes.keys) == ["piano", "flute"])
        #expect(set.command.contains("--hard") && set.command.hasPrefix("pitchstreamer corpus"))
        let pairs = try PairedFolder(folder.url.appendingPathComponent("set")).pairs
        #expect(pairs.count == 3)
        for pair in pairs {
            let programs = Set(try MIDIFile(contentsOf: pair.score).notes.filter { !$0.isPercussion }.map(\.program))
            let labelled = programs.filter { program in Instrument.nine.contains { $0.programs.contains(program) } }
            #expect(labelled.isSubset(of: Set(Instrument.piano.programs + Instrument.flute.programs)))
            // The voice that has no label.
            #expect(!programs.subtracting(labelled).isEmpty)
            #expect(try AudioFile.read(contentsOf: pair.audio).frameCount == 64_000)
        }
        // A set in which an instrument sounds too little is told, and which it is.
        try Tool.run(command + ["1"]).expectSaid(status: 3, "flute")
    }
}

extension Tool.Outcome {
    /// It ended so, and said all of the words on standard error.
    fileprivate func expectSaid(status expected: Int32, _ words: String...) {
        #expect(status == expected)
        for word in words { #expect(errors.contains(word), "\(errors)") }
    }
}
