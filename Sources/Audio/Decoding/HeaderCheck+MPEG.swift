/// MPEG audio, which has no header for the whole: only frames with a header each.
extension HeaderCheck {
    /// What four bytes at the start of a frame say.
    struct MPEGFrame: Equatable {
        let sampleRate: Int
        let channelCount: Int
        /// From this header to the next, in bytes.
        let byteCount: Int
        /// The frames of sound in it.
        let frameCount: Int
        /// From the frame's start to where a table of contents would lie.
        let tableOffset: Int

        /// Reads a header of layer III. Nil for anything else, the rare free bit rate included.
        init?(_ head: [UInt8]) {
            guard head.count >= 4, head[0] == 0xFF, head[1] & 0xE0 == 0xE0, head[1] & 0x06 == 0x02 else { return nil }
            let version = head[1] >> 3 & 3
            let rateIndex = Int(head[2] >> 2 & 3)
            let bitrateIndex = Int(head[2] >> 4)
            guard version != 1, rateIndex < 3, (1...14).contains(bitrateIndex) else { return nil }
            let isFirstVersion = version == 3
            let bitrates =
                isFirstVersion
                ? [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
                : [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
            // Versions 2 and 2.5 halve and quarter the rates of version 1.
            let divisor = isFirstVersion ? 1 : version == 2 ? 2 : 4
            sampleRate = [44100, 48000, 32000][rateIndex] / divisor
            channelCount = head[3] >> 6 == 3 ? 1 : 2
            frameCount = isFirstVersion ? 1152 : 576
            byteCount = frameCount / 8 * bitrates[bitrateIndex] * 1000 / sampleRate + Int(head[2] >> 1 & 1)
            let sideInformation = isFirstVersion ? (channelCount == 1 ? 17 : 32) : (channelCount == 1 ? 9 : 17)
            tableOffset = 4 + sideInformation
        }
    }

    /// Looks for MPEG audio behind a possible ID3 tag; nil if there is none.
    ///
    /// With a table of contents (Xing, Info) the file must hold the bytes that it states. Without one the frames are
    /// followed to the end, and the last must be whole.
    func mpeg() throws(AudioError) -> Findings? {
        var start = 0
        let tag = stream.bytes(at: 0, count: 10)
        if tag.starts(with: Array("ID3".utf8)), tag.count == 10 {
            // Seven bits of each byte; a footer adds another ten bytes.
            start = 10 + tag[6...].reduce(0) { $0 << 7 | Int($1 & 0x7F) } + (tag[5] & 0x10 == 0 ? 0 : 10)
            if start >= stream.length { try truncated("it ends inside its ID3 tag") }
        }
        let head = stream.bytes(at: start, count: 4)
        guard let first = MPEGFrame(head) else {
            // Layers I and II, or something between a tag and the first frame: if it is decoded at all, its length is
            // the decoder's guess.
            let mayBeMPEG = start > 0 || head.starts(with: [0xFF])
            return mayBeMPEG ? Findings(container: "MPEG", frameCountIsClaimed: false) : nil
        }
        let table = stream.bytes(at: start + first.tableOffset, count: 16)
        if table.starts(with: Array("Xing".utf8)) || table.starts(with: Array("Info".utf8)) {
            return try withTable(table, start: start, frame: first)
        }
        return try withoutTable(start: start)
    }

    private func withTable(_ table: [UInt8], start: Int, frame: MPEGFrame) throws(AudioError) -> Findings {
        func number(at offset: Int) -> Int? {
            offset + 4 <= table.count ? table[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } : nil
        }
        let flags = number(at: 4) ?? 0
        let hasFrames = flags & 1 != 0
        if flags & 2 != 0, let claimed = number(at: hasFrames ? 12 : 8), claimed > stream.length - start {
            try truncated("its header claims \(claimed) bytes of MPEG audio, but \(stream.length - start) are there")
        }
        return Findings(
            container: "MP3", frameCountIsClaimed: hasFrames, leastFrameCount: 0, frameTolerance: 2 * frame.frameCount)
    }

    private func withoutTable(start: Int) throws(AudioError) -> Findings {
        var offset = start
        var frameCount = 0
        // Behind the last frame there may be tags: whatever isn't a frame ends the walk.
        while let frame = MPEGFrame(stream.bytes(at: offset, count: 4)) {
            offset += frame.byteCount
            if offset > stream.length {
                try truncated("its last MPEG frame lacks \(offset - stream.length) bytes")
            }
            frameCount += frame.frameCount
        }
        // A few may be lost to the decoder's own delay.
        let least = max(0, frameCount - 4 * 1152)
        return Findings(container: "MP3", frameCountIsClaimed: false, leastFrameCount: least, frameTolerance: 0)
    }
}
