import Foundation

/// Reads a file's header before the decoder does and holds its claims against the bytes that are there.
///
/// libsndfile quietly shortens a WAV or an AIFF whose header claims more than the file holds, and knows no words for
/// foreign formats. Here each such case becomes a typed error. What passes may still be damaged further in; the
/// reader finds that when it gets fewer frames than it was told of.
struct HeaderCheck {
    /// What the check learnt for the reader.
    struct Findings: Equatable {
        /// The container by its first bytes, for the words of an error; nil if unknown.
        var container: String?
        /// True where the file itself says how many frames it holds, so that fewer of them are an error.
        var frameCountIsClaimed = true
        /// At least so many frames are there, by their own headers (MPEG without a table of contents).
        var leastFrameCount = 0
        /// So many may be missing at the end without anything being lost: decoders count an MP3's padding differently.
        var frameTolerance = 0
    }

    let stream: ByteStream
    /// The file's name for errors.
    let name: String
    /// Whether a WAV written into a pipe, whose writer couldn't come back to fill in its length, is taken.
    let acceptsUnknownLength: Bool

    func findings() throws(AudioError) -> Findings {
        if stream.length == 0 { throw .malformed(path: name, reason: "it is empty") }
        let head = stream.bytes(at: 0, count: 16)
        if let errno = stream.failure { throw .unreadable(path: name, reason: systemReason(errno)) }
        try refuseForeign(head)
        let tag = String(decoding: head.prefix(4), as: UTF8.self)
        let form = String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self)
        if ["RIFF", "RIFX", "RF64"].contains(tag), form == "WAVE" { return try wave(tag: tag) }
        if tag == "FORM", form == "AIFF" || form == "AIFC" { return try aiff(compressed: form == "AIFC") }
        if tag == "riff" { return try wave64() }
        if tag == "caff" { return try caf() }
        if tag == ".snd" || tag == "dns." { return try au(bigEndian: tag == ".snd") }
        if tag == "fLaC" { return Findings(container: "FLAC") }
        if tag == "OggS" { return try ogg() }
        if let findings = try mpeg() { return findings }
        return Findings(container: nil)
    }

    /// Formats that exist and aren't decoded: the error says how to convert them.
    private func refuseForeign(_ head: [UInt8]) throws(AudioError) {
        func begins(_ bytes: [UInt8], at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: bytes) }
        let kind: String
        let suffix: String
        let atoms = ["ftyp", "moov", "mdat", "wide", "free", "skip"]
        if atoms.contains(where: { begins(Array($0.utf8), at: 4) }) {
            (kind, suffix) = ("M4A, AAC or video in an MP4 or QuickTime file", "m4a")
        } else if begins(Array("ADIF".utf8)) || head.count > 1 && head[0] == 0xFF && head[1] & 0xF6 == 0xF0 {
            (kind, suffix) = ("AAC", "aac")
        } else if begins([0x1A, 0x45, 0xDF, 0xA3]) {
            (kind, suffix) = ("Matroska or WebM", "mkv")
        } else if begins([0x30, 0x26, 0xB2, 0x75]) {
            (kind, suffix) = ("Windows Media", "wma")
        } else if begins(Array("RIFF".utf8)), begins(Array("AVI ".utf8), at: 8) {
            (kind, suffix) = ("AVI video", "avi")
        } else if begins(Array("MThd".utf8)) {
            throw .unsupported(path: name, reason: "it is a MIDI file, which holds a score and no sound")
        } else {
            return
        }
        throw .unsupported(
            path: name, reason: "it is \(kind), convert it first with: ffmpeg -i in.\(suffix) out.wav")
    }

    /// Rates and channels that are out of bounds, from the header's own numbers.
    func checkLimits(sampleRate: Double, channelCount: Int) throws(AudioError) {
        if channelCount == 0 { throw .malformed(path: name, reason: "its header says 0 channels") }
        if let objection = AudioLimits.objection(sampleRate: sampleRate, channelCount: channelCount) {
            throw .unsupported(path: name, reason: "its header says \(objection)")
        }
    }

    /// - Throws: always.
    func truncated(_ claim: String) throws(AudioError) -> Never {
        throw .malformed(path: name, reason: "it is truncated: \(claim)")
    }

    /// An Ogg file consists of pages that state their length; the last one must be whole.
    ///
    /// A file that ends between two pages passes, with or without the mark of a last page: recorded radio has none.
    private func ogg() throws(AudioError) -> Findings {
        let longestPage = 27 + 255 + 255 * 255
        let tailStart = max(0, stream.length - longestPage)
        let tail = stream.bytes(at: tailStart, count: longestPage)
        let mark = Array("OggS".utf8) + [0]
        var last = max(0, tail.count - mark.count)
        while last > 0, !tail[last...].starts(with: mark) { last -= 1 }
        if tail[last...].starts(with: mark) {
            let segmentCount = last + 26 < tail.count ? Int(tail[last + 26]) : 0
            let table = tail.dropFirst(last + 27).prefix(segmentCount)
            let body = table.reduce(0) { $0 + Int($1) }
            let end = last + 27 + segmentCount + body
            if end > tail.count { try truncated("its last Ogg page lacks \(end - tail.count) bytes or more") }
        }
        return Findings(container: "Ogg")
    }
}

/// The system's words for an `errno`, in the middle of a sentence.
func systemReason(_ code: Int32) -> String {
    let words = String(cString: strerror(code))
    return words.prefix(1).lowercased() + words.dropFirst()
}
