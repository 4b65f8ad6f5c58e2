/// The two containers made of chunks: WAV (RIFF, RIFX, RF64) and AIFF.
extension HeaderCheck {
    /// One chunk: its name and where its body lies. The length is a claim.
    private struct Chunk {
        let id: String
        let start: Int
        let length: Int
        var end: Int { start + length + (length & 1) }
    }

    /// More chunks than this before the samples is no file that anybody wrote.
    var maximumChunks: Int { 10_000 }

    private func chunk(at offset: Int, bigEndian: Bool) throws(AudioError) -> Chunk {
        let head = stream.bytes(at: offset, count: 8)
        if head.count < 8 { throw .malformed(path: name, reason: "it ends before its samples begin") }
        let id = String(decoding: head[0..<4], as: UTF8.self)
        return Chunk(id: id, start: offset + 8, length: integer(head[4..<8], bigEndian: bigEndian))
    }

    /// An unsigned integer of up to seven bytes.
    func integer(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> Int {
        let ordered = bigEndian ? Array(bytes) : bytes.reversed()
        return ordered.reduce(0) { $0 << 8 | Int($1) }
    }

    /// Walks a WAV to its samples and compares what they are said to take with what is there.
    func wave(tag: String) throws(AudioError) -> Findings {
        let bigEndian = tag == "RIFX"
        var offset = 12
        var frameBytes = 1
        var longLength: Int?
        for _ in 0..<maximumChunks {
            let chunk = try chunk(at: offset, bigEndian: bigEndian)
            switch chunk.id {
            case "fmt ":
                let body = stream.bytes(at: chunk.start, count: min(chunk.length, 16))
                if body.count < 16 { throw .malformed(path: name, reason: "its header is cut off or too short") }
                let channelCount = integer(body[2..<4], bigEndian: bigEndian)
                let sampleRate = integer(body[4..<8], bigEndian: bigEndian)
                try checkLimits(sampleRate: Double(sampleRate), channelCount: channelCount)
                frameBytes = max(1, integer(body[12..<14], bigEndian: bigEndian))
            case "ds64" where tag == "RF64":
                let body = stream.bytes(at: chunk.start + 8, count: 8)
                // Of the eight bytes the highest would only matter beyond 2^56.
                if body.count == 8 { longLength = body[7] == 0 ? integer(body[0..<7], bigEndian: false) : .max }
            case "data":
                let claimed = tag == "RF64" && chunk.length == 0xFFFF_FFFF ? longLength ?? 0 : chunk.length
                let present = stream.length - chunk.start
                // FFmpeg (2^32 - 1) and SoX (just under 2^31) write such lengths into a pipe, as they can't come back.
                let isOpenEnded = claimed >= 0x7FFF_0000
                if claimed / frameBytes > present / frameBytes, !(acceptsUnknownLength && isOpenEnded) {
                    try truncated(
                        "its header claims \(claimed / frameBytes) frames, but \(present / frameBytes) are there")
                }
                return Findings(container: "WAV")
            default:
                break
            }
            offset = chunk.end
        }
        throw .malformed(path: name, reason: "no samples were found behind \(maximumChunks) chunks")
    }

    /// The same for AIFF, which says the number of frames and the number of bytes in different places.
    func aiff(compressed: Bool) throws(AudioError) -> Findings {
        var offset = 12
        var frames = 0
        var frameBytes = 0
        for _ in 0..<maximumChunks {
            let chunk = try chunk(at: offset, bigEndian: true)
            if chunk.id == "COMM" {
                let body = stream.bytes(at: chunk.start, count: min(chunk.length, 22))
                if body.count < 18 { throw .malformed(path: name, reason: "its header is cut off or too short") }
                let channelCount = integer(body[0..<2], bigEndian: true)
                try checkLimits(sampleRate: extended(body[8..<18]), channelCount: channelCount)
                frames = integer(body[2..<6], bigEndian: true)
                let coding = compressed ? String(decoding: body.dropFirst(18), as: UTF8.self) : "NONE"
                let isPlain = ["NONE", "sowt", "twos", "fl32", "FL32", "fl64", "FL64", "in24", "in32"].contains(coding)
                frameBytes = isPlain ? channelCount * ((integer(body[6..<8], bigEndian: true) + 7) / 8) : 0
            } else if chunk.id == "SSND" {
                // Eight bytes of offset and block size stand before the samples.
                let present = max(0, stream.length - chunk.start - 8)
                let claimedBytes = max(chunk.length - 8, frames * frameBytes)
                if claimedBytes > present {
                    let unit = frameBytes > 0 ? "frames" : "bytes"
                    let size = max(1, frameBytes)
                    if claimedBytes / size > present / size {
                        try truncated(
                            "its header claims \(claimedBytes / size) \(unit), but \(present / size) are there")
                    }
                }
                return Findings(container: "AIFF")
            }
            offset = chunk.end
        }
        throw .malformed(path: name, reason: "no samples were found behind \(maximumChunks) chunks")
    }

    /// The 80-bit float in which AIFF states its rate.
    private func extended(_ bytes: ArraySlice<UInt8>) -> Double {
        let exponent = integer(bytes.prefix(2), bigEndian: true) & 0x7FFF
        let high = integer(bytes.dropFirst(2).prefix(4), bigEndian: true)
        let low = integer(bytes.dropFirst(6), bigEndian: true)
        let mantissa = Double(high) * 4_294_967_296 + Double(low)
        return mantissa * Double(sign: .plus, exponent: max(-1000, min(1000, exponent - 16383 - 63)), significand: 1)
    }
}
