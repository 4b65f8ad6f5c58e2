import Foundation
import MultiTask
import Testing

/// The snippets run, and what the articles and the README show in Swift is a piece of a program that is compiled.
@Suite struct SnippetsTests {
    private static let snippets = (try? Repository.files(in: "Snippets", ending: "swift")) ?? []

    @Test(arguments: snippets.map { $0.deletingPathExtension().lastPathComponent })
    func itRuns(snippet: String) throws {
        let folder = try ScratchFolder()
        let outcome = try Tool.run([Repository.recording.path, folder.url.path], program: snippet)
        outcome.expectGood()
    }

    @Test func thereAreSome() {
        #expect(Self.snippets.count >= 7)
    }

    /// A block of code is some lines of a source, whatever the indentation and spacing.
    @Test func theCodeOfTheArticlesIsCompiled() throws {
        let sources = try ["Snippets", "Examples", "Tests"].flatMap { try Repository.files(in: $0, ending: "swift") }
            .map { "\n" + Self.flat(try String(contentsOf: $0, encoding: .utf8)) + "\n" }
        let readme = Repository.root.appendingPathComponent("README.md")
        var count = 0
        for article in try Repository.files(in: "Sources", ending: "md") + [readme] {
            for block in Self.blocks(of: try String(contentsOf: article, encoding: .utf8))
            where !block.hasPrefix("dependencies:") {
                count += 1
                let lines = "\n" + Self.flat(block) + "\n"
                #expect(
                    sources.contains { $0.contains(lines) },
                    "\(article.lastPathComponent): in no snippet, example or test:\n\(block)")
            }
        }
        #expect(count > 30)
    }

    /// The text without indentation, empty lines and the spaces that line comments up.
    private static func flat(_ text: String) -> String {
        text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
            .joined(separator: "\n")
    }

    /// The fenced blocks in Swift.
    private static func blocks(of text: String) -> [String] {
        text.components(separatedBy: "```swift\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
    }
}
