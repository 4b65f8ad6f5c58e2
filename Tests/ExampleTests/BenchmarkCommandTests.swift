import Foundation
import Testing

/// `pitchstreamer benchmark`, run as a process as `Benchmarks/bench.py` runs it.
@Suite struct BenchmarkCommandTests {
    @Test(arguments: ["inference", "training"])
    func answersEachLine(work: String) throws {
        let outcome = try Tool.run(
            ["benchmark", work, "--clips", "1", "--frames", "16"], input: Data("run\nrun\n".utf8))
        outcome.expectGood()
        let answers = try outcome.output.split(separator: UInt8(ascii: "\n")).map { line in
            try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
        }
        #expect(answers.count == 3)
        #expect(answers.first?["version"] is String)
        for answer in answers.dropFirst() { #expect((answer["seconds"] as? Double ?? 0) > 0) }
    }

    @Test func refusesAClipThatTheNetworkCannotHalve() throws {
        let outcome = try Tool.run(["benchmark", "inference", "--frames", "15"])
        #expect(outcome.status == 2)
    }
}
