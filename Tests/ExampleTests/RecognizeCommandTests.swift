import Audio
import Foundation
import Testing

@testable import MultiTask

/// `pitchstreamer recognize`, run as a process.
@Suite struct RecognizeCommandTests {
    private let folder: ScratchFolder
    private let weights: String
    private let song: String

    init() throws {
        folder = try ScratchFolder()
        weights = try TestWeights.pianoEverywhere().path(in: folder)
        song = folder.path("song.flac")
        try AudioFile.write(TestSounds.tone(seconds: 3), to: URL(fileURLWithPath: song))
    }

    @Test func printsSharesAndSegments() throws {
        let outcome = try Tool.run(["recognize", song, "--weights", weights])
        outcome.expectGood()
        #expect(outcome.text.contains("song.flac: 0:03.0"))
        #expect(outcome.rows.contains("piano 99.5 %"))
        #expect(outcome.rows.contains { $0.hasPrefix("0:00.0 0:03.0 piano") })
        #expect(!outcome.text.contains("violin"))
    }

    @Test func printsJSON() throws {
        struct Report: Decodable {
            struct Share: Decodable {
                let instrument: String
                let share: Double
            }
            struct Segment: Decodable {
                let instrument: String
                let start: Double
                let end: Double
                let confidence: Double
            }
            let duration: Double
            let shares: [Share]
            let segments: [Segment]
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: song))
        let outcome = try Tool.run(["recognize", "-", "--weights", weights, "--json"], input: bytes)
        outcome.expectGood()
        let report = try JSONDecoder().decode(Report.self, from: outcome.output)
        #expect(abs(report.duration - 3) < 0.05)
        #expect(report.shares.map(\.instrument) == ["piano", "violin"])
        // The last frame stands for half of its length.
        #expect(report.shares[0].share > 0.99 && report.shares[1].share == 0)
        #expect(report.segments.map(\.instrument) == ["piano"])
        #expect(report.segments.allSatisfy { $0.start == 0 && $0.end > 2.9 && 0.5...1 ~= $0.confidence })
    }

    @Test func writesTheSegments() throws {
        let files = [folder.path("a.csv"), folder.path("a.json")]
        let outcome = try Tool.run(["recognize", song, "--weights", weights] + files.flatMap { ["-o", $0] })
        outcome.expectGood()
        #expect(
            outcome.rows.contains { $0.hasPrefix("0:00.0 0:03.0 piano") } && outcome.text.contains("wrote \(files[1])"))
        let csv = try String(contentsOfFile: files[0], encoding: .utf8).components(separatedBy: "\r\n")
        #expect(csv[0] == "start,end,instrument,confidence" && csv.count == 3)
        let json = try Tool.run(["recognize", song, "--weights", weights, "--json"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: files[1])) == json.output)
        let printed = try Tool.run(["recognize", song, "--weights", weights, "-o", "-"])
        printed.expectGood()
        #expect(try Data(contentsOf: URL(fileURLWithPath: files[0])) == printed.output)
        try Tool.run(["recognize", song, "-o", "-", "--json"]).expectUsageError("once")
        try Tool.run(["recognize", song, "-o", folder.path("a.mid")]).expectUsageError("a.mid", ".csv")
    }

    @Test func silenceOfAllInstrumentsIsSaid() throws {
        let deaf = try TestWeights.constant([(.piano, -20), (.violin, -20)]).path(in: folder, name: "deaf.safetensors")
        let outcome = try Tool.run(["recognize", song, "--weights", deaf])
        outcome.expectGood()
        #expect(outcome.text == "song.flac: 0:03.0, no instruments\n")
    }
}
