import Foundation
import Testing

/// Each module's landing page lists every public type and every article.
@Suite struct LandingPagesTests {
    @Test(arguments: ["Tensor", "Audio", "MultiTask"])
    func itListsEverything(module: String) throws {
        let page = try Repository.text("Sources/\(module)/\(module).docc/\(module).md")
        let listed = Set(page.matches(of: /(?m)^- ``(?:Tensor\/)?(\w+)``$/).map { String($0.1) })
        var types: Set<String> = []
        for file in try Repository.files(in: "Sources/\(module)", ending: "swift") {
            let text = try String(contentsOf: file, encoding: .utf8)
            let pattern = /(?m)^public (?:final class|struct|enum|protocol|actor|typealias) (\w+)/
            types.formUnion(text.matches(of: pattern).map { String($0.1) })
        }
        #expect(types.count > 20)
        #expect(types.subtracting(listed).sorted() == [])
        #expect(listed.subtracting(types).sorted() == [])

        let articles = try Repository.files(in: "Sources/\(module)/\(module).docc", ending: "md")
            .map { $0.deletingPathExtension().lastPathComponent }.filter { $0 != module }
        let linked = Set(page.matches(of: /<doc:(\w+)>/).map { String($0.1) })
        #expect(Set(articles) == linked)
    }
}
