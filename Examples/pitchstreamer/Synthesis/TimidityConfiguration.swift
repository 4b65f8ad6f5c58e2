import Audio
import Foundation

/// Which sounds a TiMidity++ configuration has: free sets lack some.
struct TimidityConfiguration {
    /// The programs of bank 0.
    private(set) var programs: Set<Int> = []
    /// Whether there is a standard drum kit.
    private(set) var hasDrums = false

    /// Reads a file and those that it names as sources.
    ///
    /// - Throws: `AudioError` where one of them can't be read or nothing is in them.
    init(_ url: URL) throws {
        try read(url, depth: 0)
        guard !programs.isEmpty else {
            throw AudioError.malformed(path: url.path, reason: "it names no patches of bank 0")
        }
    }

    private mutating func read(_ url: URL, depth: Int) throws {
        guard depth < 8 else { throw AudioError.malformed(path: url.path, reason: "its sources name each other") }
        let text: String
        do { text = try String(contentsOf: url, encoding: .isoLatin1) } catch {
            throw AudioError.unreadable(path: url.path, reason: "no configuration of timidity")
        }
        var isBank = false
        var isDrumSet = false
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.count >= 2 else { continue }
            switch words[0] {
            case "bank": (isBank, isDrumSet) = (words[1] == "0", false)
            case "drumset": (isBank, isDrumSet) = (false, words[1] == "0")
            case "source":
                let source = URL(fileURLWithPath: words[1], relativeTo: url.deletingLastPathComponent())
                try read(source, depth: depth + 1)
            default:
                guard let number = Int(words[0]), 0...127 ~= number else { continue }
                if isBank { programs.insert(number) }
                if isDrumSet { hasDrums = true }
            }
        }
    }
}
