import Audio
import Foundation
import Testing

@testable import MultiTask

/// `pitchstreamer listen`, run as a process, with a file in place of the microphone.
@Suite struct ListenCommandTests {
    /// A line of `--json`.
    private struct Line: Decodable {
        let event: String
        let heard: Double
        let id: Int?
        let pitch: Int?
        let name: String?
        let instrument: String?
        let onset: Double?
        let offset: Double?
        let isSounding: Bool?
        let instruments: [String]?
    }

    private func lines(_ arguments: [String]) throws -> [Line] {
        let outcome = try Tool.run(["listen", "--json"] + arguments)
        outcome.expectGood()
        return try outcome.text.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
    }

    @Test func printsEventsAsTheyCome() throws {
        let file = Repository.recording.path
        let lines = try lines(["--file", file, "--fast", "--seconds", "8"])
        let kinds = Set(lines.map(\.event))
        #expect(kinds.isSuperset(of: ["started", "final", "playing", "segment"]))
        #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.heard <= $1.heard })
        #expect(lines.allSatisfy { $0.heard <= 8.1 })
        // The notes are those of a session that has the same blocks.
        let whole = try AudioFile.read(contentsOf: Repository.recording).mono()
        var session = try PitchStreamer().session(sampleRate: whole.sampleRate)
        let heard = Int((8 / 0.02).rounded()) * Int(0.02 * whole.sampleRate)
        let notes = try (session.append(Array(whole.samples.prefix(heard))) + session.finish()).notes
        let finals = lines.filter { $0.event == "final" }
        #expect(finals.map(\.pitch) == notes.map(\.pitch))
        #expect(finals.map(\.instrument) == notes.map(\.instrument.name))
        #expect(finals.map(\.name) == notes.map(\.pitchName))
        #expect(zip(finals, notes).allSatisfy { abs(($0.0.onset ?? -1) - $0.1.onset) < 1e-6 })
        #expect(Set(finals.map(\.id)).count == notes.count)
    }

    @Test func printsForAPerson() throws {
        let outcome = try Tool.run(
            ["listen", "--file", Repository.recording.path, "--fast", "--seconds", "6", "--look-ahead", "exact"])
        outcome.expectGood()
        #expect(outcome.rows.contains { $0.contains(" = ") && $0.contains(" from ") && $0.hasSuffix(" s") })
        #expect(outcome.rows.contains { $0.contains(" + ") } && outcome.rows.contains { $0.contains("> playing: ") })
        let finals = try Tool.run(
            ["listen", "--file", Repository.recording.path, "--fast", "--seconds", "6", "--final"])
        #expect(finals.rows.contains { $0.contains(" = ") } && !finals.rows.contains { $0.contains(" + ") })
    }

    /// In real time it can't end before the sound does.
    @Test func aFileMayTakeItsTime() throws {
        let folder = try ScratchFolder()
        let file = folder.path("tone.wav")
        try AudioFile.write(TestSounds.tone(seconds: 1), to: URL(fileURLWithPath: file))
        let weights = try TestWeights.pianoEverywhere().path(in: folder)
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try lines(["--file", file, "--weights", weights]).contains { $0.instrument == "piano" })
        #expect(clock.now - start > .seconds(0.9))
    }

    @Test func refusesWhatMakesNoSense() throws {
        try Tool.run(["listen", "--fast"]).expectUsageError("--file")
        try Tool.run(["listen", "--file", "a.wav", "--device", "1"]).expectUsageError("--device")
        try Tool.run(["listen", "--file", "a.wav", "--look-ahead", "soon"]).expectUsageError("soon")
        try Tool.run(["listen", "--file", "a.wav", "--look-ahead", "-1"]).expectUsageError("look-ahead")
        let missing = try Tool.run(["listen", "--file", "/nowhere/a.wav", "--fast"])
        #expect(missing.status == 3 && missing.errors.contains("a.wav"))
    }

    @Test func measuresALookAhead() throws {
        let folder = try ScratchFolder()
        let recording = Repository.recording.deletingLastPathComponent()
        for name in ["canon.flac", "canon.mid"] {
            try FileManager.default.copyItem(
                at: recording.appendingPathComponent(name), to: folder.url.appendingPathComponent(name))
        }
        let outcome = try Tool.run(["measure-live", folder.url.path, "--look-ahead", "0.5", "--look-ahead", "exact"])
        outcome.expectGood()
        let rows = outcome.rows.map { $0.split(separator: " ") }
        #expect(rows.count == 3 && rows[1].first == "0.5" && rows[2].first == "exact")
        // The very notes of the offline call.
        #expect(rows[2][3] == "1.000")
        #expect(try #require(Double(rows[1][1])) > 0.5)
    }

    /// A quarter of an hour in some seconds: the same notes each time, in the same places, in the same memory.
    @Test func listensForLong() throws {
        let outcome = try Tool.run(["soak", Repository.recording.path, "--hours", "0.2"])
        outcome.expectGood()
        #expect(outcome.rows.contains { $0.hasPrefix("notes ") && $0.hasSuffix("in each, the same ones") })
        try Tool.run(["soak", Repository.recording.path, "--hours", "0"]).expectUsageError("--hours")
    }
}
