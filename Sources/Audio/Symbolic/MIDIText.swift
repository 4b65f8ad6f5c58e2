import Foundation

/// Names and words of a file, which never says what its letters are.
enum MIDIText {
    /// UTF-8 where it is valid; else Shift-JIS where it is that and looks like Japanese; else Latin-1.
    static func string(_ payload: ArraySlice<UInt8>) -> String {
        if let text = String(validating: payload, as: UTF8.self) { return text }
        if looksJapanese(payload), let text = String(bytes: payload, encoding: .shiftJIS) { return text }
        return String(String.UnicodeScalarView(payload.map { Unicode.Scalar($0) }))
    }

    /// Whether bytes are whole characters of Shift-JIS, and one of them is kana or a kanji that isn't likely to be anything
    /// else.
    ///
    /// Nearly all pairs of Shift-JIS are letters of Latin-1 too: "é" and the letter behind it make a rare kanji. But kana begin with
    /// 0x82 or 0x83 and common kanji with 0x88 to 0x9F, which Latin-1 has no letters for. Windows has some (0x92 is an
    /// apostrophe), so that a kanji counts only where its second byte isn't ASCII.
    static func looksJapanese(_ payload: ArraySlice<UInt8>) -> Bool {
        var isJapanese = false
        var index = payload.startIndex
        while index < payload.endIndex {
            let lead = payload[index]
            index += 1
            switch lead {
            case 0x00..<0x80, 0xA1...0xDF: continue
            case 0x81...0x9F, 0xE0...0xFC: break
            default: return false
            }
            guard index < payload.endIndex else { return false }
            let trail = payload[index]
            index += 1
            guard 0x40...0xFC ~= trail, trail != 0x7F else { return false }
            switch (lead, trail) {
            case (0x82, 0x9F...0xF1), (0x83, 0x40...0x96), (0x88...0x9F, 0x80...): isJapanese = true
            default: break
            }
        }
        return isJapanese
    }
}
