import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import pitchstreamer

/// `pitchstreamer latent`, with the bundled weights: a space is found, a recording decoded elsewhere in it, a folder measured.
@Suite struct LatentCommandTests {
    private let folder: ScratchFolder
    private let space: String

    /// Six pieces of two tones, each of ten seconds.
    init() throws {
        folder = try ScratchFolder()
        space = folder.path("space.safetensors")
        let pairs = folder.url.appendingPathComponent("pairs")
        try FileManager.default.createDirectory(at: pairs, withIntermediateDirectories: true)
        for index in 0..<6 {
            let piece = pairs.appendingPathComponent("piece\(index)")
            try AudioFile.write(TestSounds.tone(seconds: 10), to: piece.appendingPathExtension("wav"))
            let notes = (0..<9).map { step in
                ScoreNote(
                    pitch: 60 + (index + step) % 5, onset: Double(step), offset: Double(step) + 1,
                    program: step.isMultiple(of: 2) ? 0 : 73)
            }
            try MIDIFile(notes: notes).write(to: piece.appendingPathExtension("mid"))
        }
    }

    private func find() throws {
        let outcome = try Tool.run(["latent", folder.path("pairs"), "--components", "4", "-o", space])
        outcome.expectGood()
        for word in ["columns of 5 × 256 values", "components by share", "piano", "notes", "pitch", "wrote \(space)"] {
            #expect(outcome.text.contains(word), "\(word)")
        }
    }

    @Test func aSpaceIsFoundAndMovedIn() throws {
        try find()
        let found = try LatentSpace(contentsOf: URL(fileURLWithPath: space))
        #expect(found.descriptors == Instrument.nine.map(\.name) + ["notes", "pitch"])
        let recording = Repository.recording.path
        let moved = folder.path("moved.json")
        let outcome = try Tool.run(
            ["latent", recording, "--space", space, "--swap", "piano=flute", "--amount", "2", "-o", moved])
        outcome.expectGood()
        let transcription = try Transcription(contentsOf: URL(fileURLWithPath: moved))
        #expect(outcome.text.hasPrefix("\(transcription.notes.count) notes"))
        let table = try Tool.run(
            [
                "latent", URL(fileURLWithPath: recording).deletingLastPathComponent().path, "--space", space, "--swap",
                "piano=flute", "--amount", "0",
            ])
        table.expectGood()
        #expect(table.rows[0] == "amount notes a second mean pitch same notes piano to flute")
        // By nothing nothing is moved.
        #expect(
            table.rows[1].hasPrefix("0 ") && table.rows[1].contains(" 100.0 % ") && table.rows[1].hasSuffix(" 0.0 %"),
            "\(table.rows[1])")
    }

    @Test func whatDoesntFitIsSaid() throws {
        let cases: [([String], String)] = [
            ([folder.path("pairs")], "Give -o space.safetensors to find a space, or --space to move in one."),
            ([folder.path("pairs"), "--space", space], "Say which way"),
            ([folder.path("pairs"), "-o", space, "--higher", "2"], "find it first"),
            ([folder.path("pairs"), "-o", space, "--components", "900"], "too few for 900 components"),
            ([folder.path("pairs"), "--space", space, "--swap", "flute=flute"], "--swap"),
        ]
        for (arguments, sentence) in cases {
            let outcome = try Tool.run(["latent"] + arguments)
            #expect(outcome.status == 2 && outcome.errors.contains(sentence), "\(outcome.errors)")
        }
        let missing = try Tool.run(["latent", folder.path("pairs"), "--space", space, "--higher", "2"])
        #expect(missing.status == 3 && missing.errors.contains("there is no such file"), "\(missing.errors)")
    }
}
