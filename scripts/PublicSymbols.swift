import Foundation

// What the symbol graphs of a module say of its public face. Compiled by scripts/symbols.sh.
//
//   public-symbols undocumented FOLDER   names every symbol without a documentation comment; status 1 where there is one
//   public-symbols list FOLDER           one line for each symbol, sorted: what the baseline Docs/API.txt is made of

/// A symbol graph as `swift-symbolgraph-extract` writes it, as far as it is read here.
struct Graph: Decodable {
    struct Symbol: Decodable {
        struct Identifier: Decodable { let precise: String }
        struct Kind: Decodable { let identifier: String }
        struct Fragment: Decodable { let spelling: String }
        struct Comment: Decodable {
            struct Line: Decodable { let text: String }
            let lines: [Line]
        }
        struct Location: Decodable {
            struct Position: Decodable { let line: Int }
            let uri: String
            let position: Position
        }

        let identifier: Identifier
        let kind: Kind
        let pathComponents: [String]
        let declarationFragments: [Fragment]?
        let docComment: Comment?
        /// Nil for what the compiler adds by itself.
        let location: Location?

        var path: String { pathComponents.joined(separator: ".") }
        var isType: Bool {
            ["swift.struct", "swift.class", "swift.enum", "swift.protocol", "swift.actor"].contains(kind.identifier)
        }
    }

    struct Relationship: Decodable {
        let kind: String
        let source: String
        let target: String
        let targetFallback: String?
    }

    struct Module: Decodable { let name: String }

    let module: Module
    let symbols: [Symbol]
    let relationships: [Relationship]
}

func graphs(in folder: String) throws -> [Graph] {
    let root = URL(fileURLWithPath: folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".symbols.json") }
    return try names.sorted().map {
        try JSONDecoder().decode(Graph.self, from: Data(contentsOf: root.appendingPathComponent($0)))
    }
}

/// The place of a symbol as compilers write it.
func place(_ location: Graph.Symbol.Location) -> String {
    let path = location.uri.range(of: "/Sources/").map { "Sources/" + location.uri[$0.upperBound...] } ?? location.uri
    return "\(path):\(location.position.line + 1)"
}

func undocumented(_ graphs: [Graph]) -> [String] {
    graphs.flatMap(\.symbols).compactMap { symbol in
        guard let location = symbol.location else { return nil }
        let isSaid = symbol.docComment?.lines.contains { !$0.text.allSatisfy(\.isWhitespace) } ?? false
        return isSaid ? nil : "\(place(location)): \(symbol.path) has no documentation comment"
    }
    .sorted()
}

/// `Note: Codable, Equatable, Hashable, Sendable` and `Note.pitch    var pitch: Int`.
func list(_ graphs: [Graph]) -> [String] {
    let tacit: Set = ["Swift.Copyable", "Swift.Escapable", "Swift.SendableMetatype", "Swift.BitwiseCopyable"]
    let symbols = graphs.flatMap(\.symbols)
    let paths = Dictionary(symbols.map { ($0.identifier.precise, $0.path) }, uniquingKeysWith: { first, _ in first })
    var conformances: [String: Set<String>] = [:]
    for relationship in graphs.flatMap(\.relationships) where relationship.kind == "conformsTo" {
        let name = paths[relationship.target] ?? relationship.targetFallback ?? relationship.target
        guard !tacit.contains(name) else { continue }
        conformances[relationship.source, default: []].insert(name.replacingOccurrences(of: "Swift.", with: ""))
    }
    var lines: Set<String> = []
    for graph in graphs {
        for symbol in graph.symbols where symbol.location != nil {
            let declaration = (symbol.declarationFragments ?? []).map(\.spelling).joined()
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            var line = "\(graph.module.name)  \(symbol.path)  \(declaration)"
            if symbol.isType, let names = conformances[symbol.identifier.precise] {
                line += " : " + names.sorted().joined(separator: ", ")
            }
            lines.insert(line)
        }
    }
    return lines.sorted()
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let graphs = try? graphs(in: arguments[2]), !graphs.isEmpty else {
    FileHandle.standardError.write(Data("usage: public-symbols undocumented|list FOLDER-OF-SYMBOL-GRAPHS\n".utf8))
    exit(2)
}
let found = arguments[1] == "list" ? list(graphs) : undocumented(graphs)
for line in found { print(line) }
exit(arguments[1] != "list" && !found.isEmpty ? 1 : 0)
