/// Three more containers that say how long they are: Wave64, Core Audio and Sun's AU. libsndfile shortens each of them
/// without a word where the file holds less.
extension HeaderCheck {
    /// Sony's Wave64: as WAV, with names of 16 bytes and lengths of 64 bits that count their own header.
    func wave64() throws(AudioError) -> Findings {
        var offset = 40
        var frameBytes = 1
        for _ in 0..<maximumChunks {
            let head = stream.bytes(at: offset, count: 24)
            if head.count < 24 { throw .malformed(path: name, reason: "it ends before its samples begin") }
            let length = long(head[16..<24], bigEndian: false)
            let start = offset + 24
            switch String(decoding: head[0..<4], as: UTF8.self) {
            case "fmt ":
                let body = stream.bytes(at: start, count: 16)
                if body.count < 16 { throw .malformed(path: name, reason: "its header is cut off or too short") }
                try checkLimits(
                    sampleRate: Double(integer(body[4..<8], bigEndian: false)),
                    channelCount: integer(body[2..<4], bigEndian: false))
                frameBytes = max(1, integer(body[12..<14], bigEndian: false))
            case "data":
                try checkSamples(claimed: max(0, length - 24), start: start, frameBytes: frameBytes)
                return Findings(container: "Wave64")
            default:
                break
            }
            if length < 24 {
                throw .malformed(path: name, reason: "its chunk at byte \(offset) claims \(length) bytes")
            }
            offset += (length + 7) & ~7
        }
        throw .malformed(path: name, reason: "no samples were found behind \(maximumChunks) chunks")
    }

    /// Apple's Core Audio Format: lengths of 64 bits, of which −1 for the samples is "up to the end".
    func caf() throws(AudioError) -> Findings {
        var offset = 8
        var frameBytes = 1
        for _ in 0..<maximumChunks {
            let head = stream.bytes(at: offset, count: 12)
            if head.count < 12 { throw .malformed(path: name, reason: "it ends before its samples begin") }
            let start = offset + 12
            let length = long(head[4..<12], bigEndian: true)
            switch String(decoding: head[0..<4], as: UTF8.self) {
            case "desc":
                let body = stream.bytes(at: start, count: 32)
                if body.count < 32 { throw .malformed(path: name, reason: "its header is cut off or too short") }
                let bits = body[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                try checkLimits(
                    sampleRate: Double(bitPattern: bits), channelCount: integer(body[24..<28], bigEndian: true))
                frameBytes = max(1, integer(body[16..<20], bigEndian: true))
            case "data":
                let isOpenEnded = head[4..<12].allSatisfy { $0 == 0xFF }
                if !isOpenEnded {
                    // A count of edits, four bytes, stands before the samples.
                    try checkSamples(claimed: max(0, length - 4), start: start + 4, frameBytes: frameBytes)
                }
                return Findings(container: "CAF")
            default:
                break
            }
            offset = start + length
        }
        throw .malformed(path: name, reason: "no samples were found behind \(maximumChunks) chunks")
    }

    /// Sun's AU, in either order of bytes; a length of 2³² − 1 is "unknown".
    func au(bigEndian: Bool) throws(AudioError) -> Findings {
        let head = stream.bytes(at: 0, count: 24)
        if head.count < 24 { throw .malformed(path: name, reason: "its header is cut off or too short") }
        func number(_ index: Int) -> Int { integer(head[4 * index..<4 * index + 4], bigEndian: bigEndian) }
        try checkLimits(sampleRate: Double(number(4)), channelCount: number(5))
        // µ-law, PCM of 8, 16, 24 and 32 bits, float, double, A-law; others by the byte.
        let sampleBytes = [1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 8, 27: 1][number(3)]
        if number(2) != 0xFFFF_FFFF {
            let frameBytes = sampleBytes.map { $0 * number(5) } ?? 1
            try checkSamples(claimed: number(2), start: number(1), frameBytes: frameBytes)
        }
        return Findings(container: "AU")
    }

    private func checkSamples(claimed: Int, start: Int, frameBytes: Int) throws(AudioError) {
        let present = max(0, stream.length - start)
        if claimed / frameBytes > present / frameBytes {
            let unit = frameBytes > 1 ? "frames" : "bytes"
            try truncated(
                "its header claims \(claimed / frameBytes) \(unit), but \(present / frameBytes) are there")
        }
    }

    /// A length of eight bytes, held below 2⁶² so that sums of it don't overflow.
    private func long(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> Int {
        let ordered = bigEndian ? Array(bytes) : bytes.reversed()
        let value = ordered.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(min(value, 1 << 61))
    }
}
