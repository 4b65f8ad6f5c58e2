import Foundation
import Testing

/// Each public type of the module has an article with a picture, and each picture is there and small.
struct ArticlesTests {
    private static let module = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Sources/Audio")

    private static func files(in folder: URL, ending: String) throws -> [URL] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return all.compactMap { $0 as? URL }.filter { $0.pathExtension == ending }
    }

    /// The names in a text that a pattern's brackets catch.
    private static func names(_ pattern: String, in text: String) throws -> [String] {
        let expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
        return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
            Range(match.range(at: 1), in: text).map { String(text[$0]) }
        }
    }

    @Test func everyPublicTypeHasAnArticleWithAPicture() throws {
        var types: Set<String> = []
        for file in try Self.files(in: Self.module, ending: "swift") {
            let text = try String(contentsOf: file, encoding: .utf8)
            types.formUnion(try Self.names(#"^public (?:final class|struct|enum) (\w+)"#, in: text))
        }
        #expect(types.count > 20 && types.contains("ConstantQ") && types.contains("MIDIFile"))

        var shown: Set<String> = []
        for article in try Self.files(in: Self.module.appendingPathComponent("Audio.docc"), ending: "md") {
            let text = try String(contentsOf: article, encoding: .utf8)
            if !text.contains("![") { continue }
            shown.formUnion(try Self.names(#"``(\w+)"#, in: text))
        }
        #expect(types.subtracting(shown).sorted() == [])
    }

    @Test func everyPictureIsThereAndSmall() throws {
        let folder = Self.module.appendingPathComponent("Audio.docc")
        let pictures = try Self.files(in: folder, ending: "png")
        let sizes = try pictures.map { try Data(contentsOf: $0).count }
        #expect(sizes.allSatisfy { $0 < 60_000 }, "\(pictures.map(\.lastPathComponent)), \(sizes)")
        var used: Set<String> = []
        for article in try Self.files(in: folder, ending: "md") {
            let text = try String(contentsOf: article, encoding: .utf8)
            used.formUnion(try Self.names(#"!\[[^\]]*\]\(([\w-]+)(?:\.png)?\)"#, in: text))
        }
        // None is missing, and none lies about.
        #expect(used == Set(pictures.map { $0.deletingPathExtension().lastPathComponent }))
    }
}
