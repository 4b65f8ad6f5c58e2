import Foundation
import MultiTask
import Testing

/// What the README says is what the sources say.
@Suite struct ReadmeTests {
    @Test func theTenLinesAreQuickStart() throws {
        let source = try Repository.text("Examples/QuickStart/main.swift")
        #expect(try Self.blocks(of: "swift").contains(source))
        let lines = source.split(separator: "\n").filter { !$0.hasPrefix("import") }
        #expect(lines.count <= 10)
    }

    @Test func theTableOfInstrumentsIsTheirPrograms() throws {
        let rows = try Repository.text("README.md").split(separator: "\n").compactMap(Self.instrument)
        #expect(rows == Instrument.nine)
    }

    @Test func itsFilesExist() throws {
        let text = try Repository.text("README.md")
        for link in text.matches(of: /\]\(([A-Za-z.\/]+)\)/) where !link.1.hasPrefix("http") {
            let file = Repository.root.appendingPathComponent(String(link.1))
            #expect(FileManager.default.fileExists(atPath: file.path), "README.md links to \(link.1)")
        }
    }

    /// The fenced blocks of a language.
    private static func blocks(of language: String) throws -> [String] {
        try Repository.text("README.md").components(separatedBy: "```\(language)\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
    }

    /// A row such as `| bass | 33, 32, 34–39 | … |`; nil for any other line.
    private static func instrument(_ line: Substring) -> Instrument? {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count == 5 else { return nil }
        var programs: [Int] = []
        for part in cells[2].components(separatedBy: ", ") {
            let ends = part.components(separatedBy: "–").map { Int($0) }
            guard let first = ends[0], let last = ends[ends.count - 1], first <= last else { return nil }
            programs += first...last
        }
        return Instrument(name: cells[1], programs: programs)
    }
}
