import Audio
import Foundation

/// Where samples of one channel come from, block by block, as often as asked for.
enum SampleSource {
    /// From a second to another; nil: to the end.
    case file(URL, from: Double = 0, to: Double? = nil)
    case buffer(AudioBuffer)

    /// Samples per block: a quarter of a second to some seconds, by the rate.
    private static let blockLength = 1 << 15

    /// Samples of one channel, once their rate is known to be one.
    static func checked(_ samples: [Float], sampleRate: Double) throws -> SampleSource {
        try ListeningStream.check(sampleRate: sampleRate)
        return .buffer(AudioBuffer(samples: samples, sampleRate: sampleRate))
    }

    /// The rate of the blocks, in hertz.
    var sampleRate: Double {
        switch self {
        case .file: 16_000
        case .buffer(let buffer): buffer.sampleRate
        }
    }

    /// How much there is to be heard, in seconds; nil where the file doesn't say its length.
    ///
    /// - Throws: `AudioError` for the file.
    func duration() throws -> Double? {
        switch self {
        case .file(let url, let start, let end):
            let length = try AudioFileReader(contentsOf: url).info.duration
            return length.map { max(0, min($0, end ?? $0) - start) } ?? end.map { $0 - start }
        case .buffer(let buffer):
            return buffer.duration
        }
    }

    /// Calls `body` with each block in turn. A file is decoded, mixed and resampled as it goes, never held whole.
    func forEachBlock(_ body: ([Float]) throws -> Void) throws {
        switch self {
        case .file(let url, let start, let end):
            let stream = try AudioDecodingStream(
                contentsOf: url, from: start, to: end, sampleRate: sampleRate, quality: .high)
            while let block = try stream.next() { try body(block.samples) }
        case .buffer(let buffer):
            let mixed = buffer.mono().samples
            for start in stride(from: 0, to: mixed.count, by: Self.blockLength) {
                try body(Array(mixed[start..<min(mixed.count, start + Self.blockLength)]))
            }
        }
    }
}
