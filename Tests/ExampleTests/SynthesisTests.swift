import Audio
import Foundation
import MultiTask
import Testing

@testable import pitchstreamer

/// Synthesis by FluidSynth, and the corpus made with it. Without a General MIDI bank on this machine there is nothing
/// to hear, and the tests are skipped.
@Suite(.enabled(if: (try? SoundBanks.first()) != nil, "no SoundFont bank is installed"))
struct SynthesisTests {
    @Test(arguments: [(0, 60), (40, 76), (42, 45), (73, 81), (33, 40)])
    func aNoteHasItsPitch(program: Int, pitch: Int) throws {
        let synthesizer = try SoundFontSynthesizer(sampleRate: 32_000)
        let bank = try synthesizer.load(SoundBanks.first())
        let note = ScoreNote(pitch: pitch, onset: 0, offset: 1.1)
        let fine = try synthesizer.render([note], preset: .init(program: program), of: bank, frameCount: 38_400)
        let sound = HalfBand.halved(fine)
        #expect(sound.count == 19_200)
        #expect(PitchCheck.shared.isHeard(pitch: pitch, in: sound))
        for wrong in [pitch - 1, pitch + 1, pitch + 6] {
            #expect(!PitchCheck.shared.isHeard(pitch: wrong, in: sound))
        }
    }

    @Test func soundBeginsAndEndsWithTheNote() throws {
        let synthesizer = try SoundFontSynthesizer(sampleRate: 16_000)
        let bank = try synthesizer.load(SoundBanks.first())
        let note = ScoreNote(pitch: 72, onset: 0.5, offset: 1, program: 73)
        let sound = try synthesizer.render([note], of: bank, tail: 1)
        #expect(sound.channels.count == 2 && sound.frameCount == 32_000)
        let mono = sound.mono().samples
        func loudness(_ seconds: ClosedRange<Double>) -> Float {
            mono[Int(seconds.lowerBound * 16_000)..<Int(seconds.upperBound * 16_000)].reduce(0) { max($0, abs($1)) }
        }
        #expect(loudness(0...0.49) == 0)
        #expect(loudness(0.6...0.9) > 0.001)
        #expect(loudness(1.8...2) < 0.05 * loudness(0.6...0.9))
    }

    @Test func renderingAgainGivesTheSameSound() throws {
        let synthesizer = try SoundFontSynthesizer(sampleRate: 16_000)
        let bank = try synthesizer.load(SoundBanks.first())
        let notes = (0..<8).map { ScoreNote(pitch: 50 + 3 * $0, onset: 0.2 * Double($0), offset: 0.2 * Double($0) + 1) }
        let first = try synthesizer.render(notes, preset: .init(program: 0), of: bank, cents: 20, frameCount: 40_000)
        _ = try synthesizer.render(notes, preset: .init(program: 48), of: bank, cents: -20, frameCount: 10_000)
        let second = try synthesizer.render(notes, preset: .init(program: 0), of: bank, cents: 20, frameCount: 40_000)
        #expect(relativeDifference(first, second) < 0.01)
    }

    @Test func whatIsNoBankIsRefused() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).sf2")
        let synthesizer = try SoundFontSynthesizer(sampleRate: 16_000)
        #expect(throws: AudioError.notFound(path: url.path)) { try synthesizer.load(url) }
        try Data("no bank".utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        #expect(throws: SynthesisError.self) { try synthesizer.load(url) }
    }

    // MARK: - Corpus

    /// A made-up score of three lines, whose corpus items of two seconds are looked into.
    @Test func labelsStandWhereSoundIs() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("corpus-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let renderer = try CorpusRenderer(arranger: arranger(folder), lengths: SoundingLengths())
        var labelled = 0
        for number in 0..<6 {
            let (sound, score) = try renderer.item(seed: 7, number: number)
            #expect(sound.sampleRate == 16_000 && sound.frameCount == 32_000)
            let peak = sound.samples.reduce(0) { max($0, abs($1)) }
            #expect(0.099...0.9 ~= peak)
            #expect(!score.notes.isEmpty)
            let spectrum = ConstantQ().magnitudes(of: sound.samples)
            let roll = Pianoroll(
                notes: score.notes, frameRate: spectrum.frameRate, frameCount: spectrum.frameCount)
            var (inside, outside) = ([Float](), [Float]())
            for (value, label) in zip(spectrum.values, roll.values) {
                if label > 0 { inside.append(value) } else { outside.append(value) }
            }
            labelled += inside.count
            let mean = { (values: [Float]) in values.reduce(0, +) / Float(max(1, values.count)) }
            #expect(mean(inside) > 2 * mean(outside))
        }
        #expect(labelled > 200)
        // The same number is the same item, whatever was made between.
        let (first, score) = try renderer.item(seed: 7, number: 2)
        let (again, scoreAgain) = try CorpusRenderer(arranger: arranger(folder), lengths: SoundingLengths())
            .item(seed: 7, number: 2)
        #expect(relativeDifference(first.samples, again.samples) < 0.01)
        #expect(score == scoreAgain)
    }

    /// The parts of one place, each by itself: all that a score has, one instrument in each, heard where it is labelled.
    @Test func stemsHoldOneInstrumentEach() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("corpus-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let renderer = try CorpusRenderer(arranger: arranger(folder), lengths: SoundingLengths())
        for number in 0..<3 {
            let stems = try renderer.stems(seed: 7, number: number)
            #expect(stems.count >= 3)
            for (sound, score) in stems {
                #expect(Set(score.notes.map(\.program)).count == 1)
                #expect(sound.frameCount == 32_000)
                #expect(abs((sound.samples.map(abs).max() ?? 0) - 0.7) < 1e-4)
                // Before its first note a stem is silent.
                let first = Int((score.notes.map(\.onset).min() ?? 0) * 16_000)
                #expect(sound.samples.prefix(max(0, first - 160)).allSatisfy { abs($0) < 0.01 })
                #expect(score.notes.allSatisfy { $0.offset <= 2 })
            }
        }
    }

    /// The command: groups with their lists and the folder's mark; a group that is there is not made again.
    @Test func renderedGroupsAreKept() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("corpus-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try arranger(folder)
        let output = folder.appendingPathComponent("stems")
        func render(_ count: Int) throws {
            let outcome = try Tool.run([
                "render", "--scores", folder.path, "--general-midi", SoundBanks.first().path, "--seconds", "2",
                "--count", "\(count)", "--jobs", "1", "--output", output.path,
            ])
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        try render(1)
        let first = output.appendingPathComponent("00000-0.wav")
        try Data("kept".utf8).write(to: first)
        try render(2)
        #expect(try Data(contentsOf: first) == Data("kept".utf8))
        let names = try FileManager.default.contentsOfDirectory(atPath: output.path)
        #expect(names.contains("00001-0.wav") && names.contains("00001-0.mid") && names.contains("00001.stems"))
        #expect(names.contains("stems.json"))
    }

    @Test func aPianoDiesAwayAndAnOrganDoesNot() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("corpus-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let renderer = try CorpusRenderer(arranger: arranger(folder), lengths: SoundingLengths())
        let guitar = Timbre(file: 0, preset: .init(program: 24), program: 24, lowest: 40, highest: 88)
        let flute = Timbre(file: 0, preset: .init(program: 73), program: 73, lowest: 60, highest: 96)
        #expect(try renderer.soundingLength(of: guitar, pitch: 76) < 6)
        #expect(try renderer.soundingLength(of: flute, pitch: 76) == .infinity)
    }

    /// The energy of the difference over the energy. FluidSynth takes up a voice where its last note was panned, so the
    /// first four milliseconds of a note are never quite the same.
    private func relativeDifference(_ a: [Float], _ b: [Float]) -> Float {
        guard a.count == b.count else { return .infinity }
        let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return difference / a.reduce(0) { $0 + $1 * $1 }
    }

    private func arranger(_ folder: URL) throws -> CorpusArranger {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let scales = [(0, 72), (1, 60), (2, 45)]
        let notes = scales.flatMap { track, base in
            [0, 2, 4, 5, 7, 9, 11, 12].enumerated().map { step, height in
                let onset = 0.5 * Double(step)
                return ScoreNote(
                    pitch: base + height, onset: onset, offset: onset + 0.45, program: 0, track: track)
            }
        }
        // A name that falls to the training side.
        try MIDIFile(notes: notes).write(to: folder.appendingPathComponent("scales.mid"))
        #expect(CorpusSplit(fileName: "scales.mid") == .train)
        let library = try ScoreLibrary(folder: folder, split: .train, excluding: []) { Issue.record("\($0)") }
        let banks = try CorpusBanks(register: nil, generalMIDI: [SoundBanks.first()])
        return CorpusArranger(scores: library, banks: banks, seconds: 2)
    }
}

/// What the corpus does to notes before they are played. No bank is needed.
struct CorpusTests {
    private func note(_ pitch: Int, _ onset: Double, _ offset: Double) -> ScoreNote {
        ScoreNote(pitch: pitch, onset: onset, offset: offset)
    }

    @Test func linesAreTakenOutOfChords() {
        let notes = [note(60, 0, 1), note(64, 0, 1), note(67, 0.01, 1), note(62, 1, 2), note(65, 1, 2)]
        #expect(ScoreLine.top(of: notes).map(\.pitch) == [67, 65])
        #expect(ScoreLine.bottom(of: notes).map(\.pitch) == [60, 62])
        #expect(ScoreLine.thinned(notes, voices: 2).map(\.pitch) == [64, 60, 65, 62])
    }

    @Test func aHeldMelodyIsNotBrokenByWhatGoesOnBelow() {
        let notes = [note(72, 0, 2), note(60, 0, 0.5), note(64, 0.5, 1), note(74, 1.5, 2)]
        #expect(
            ScoreLine.top(of: notes).map { [Double($0.pitch), $0.onset, $0.offset] } == [[72, 0, 1.5], [74, 1.5, 2]])
    }

    @Test func aKeyStruckAgainEnds() {
        let notes = ScoreLine.withoutOverlaps([note(60, 0, 2), note(60, 1, 3), note(60, 1.01, 4), note(62, 0, 2)])
        #expect(notes.map { [Double($0.pitch), $0.onset, $0.offset] } == [[60, 0, 1], [62, 0, 2], [60, 1, 3]])
    }

    @Test func sidesOfTheSplitAreStable() {
        // Fixed for ever: a score that moves to another side spoils every figure that was published.
        #expect(CorpusSplit(fileName: "001.mid") == .train)
        let names = (0..<4_000).map { "score-\($0).mid" }
        let test = names.filter { CorpusSplit(fileName: $0) == .test }
        let validation = names.filter { CorpusSplit(fileName: $0) == .validation }
        #expect(150...250 ~= test.count && 150...250 ~= validation.count)
    }

    @Test func theHalfBandKeepsLowTonesAndStopsHighOnes() {
        func amplitude(hertz: Double) -> Float {
            let tone = (0..<8_000).map { Float(sin(2 * .pi * hertz * Double($0) / 32_000)) }
            return HalfBand.halved(tone)[500..<3_500].reduce(0) { max($0, abs($1)) }
        }
        #expect(abs(amplitude(hertz: 500) - 1) < 0.01)
        #expect(abs(amplitude(hertz: 4_186) - 1) < 0.02)
        #expect(amplitude(hertz: 12_000) < 0.002)
    }

    @Test func aRegisterThatIsNoneIsTold() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).csv")
        try Data("file,instrument\nx.sf3,piano\n".utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        #expect { try CorpusBanks(register: url, generalMIDI: []) } throws: { error in
            guard case AudioError.malformed(url.path, let reason) = error else { return false }
            return reason.contains("no column use")
        }
    }

    @Test func bothSidesOfTheRegisterAreKeptApart() throws {
        let names = Instrument.nine.map { "\($0.name).sf3,\"\($0.name)\",40,80,1,train" }
        let text =
            "file,instrument,lowest,highest,presets,use\n" + names.joined(separator: "\n")
            + "\nsecret.sf3,\"piano\",21,108,2,test C\nviola.sf3,\"contrabass, bowed\",28,60,2,train\n"
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).csv")
        try Data(text.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let banks = try CorpusBanks(register: url, generalMIDI: [])
        #expect(banks.files.count == 10)
        #expect(!banks.files.contains { $0.url.lastPathComponent == "secret.sf3" })
        var random = CorpusRandom(seed: 1, item: 1)
        #expect(banks.other(generalShare: 0.5, &random).program == 43)
        #expect(banks.timbre(of: 0, generalShare: 0.5, &random).program == 0)
        #expect(!banks.hasDrums)
    }
}
