import Audio
import Foundation

/// Where samples of one channel come from, block by block, as often as asked for.
enum SampleSource {
    case file(URL)
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

    /// Calls `body` with each block in turn. A file is decoded, mixed and resampled as it goes, never held whole.
    func forEachBlock(_ body: ([Float]) throws -> Void) throws {
        switch self {
        case .file(let url):
            let stream = try AudioDecodingStream(contentsOf: url, sampleRate: sampleRate, quality: .high)
            while let block = try stream.next() { try body(block.samples) }
        case .buffer(let buffer):
            let mixed = buffer.mono().samples
            for start in stride(from: 0, to: mixed.count, by: Self.blockLength) {
                try body(Array(mixed[start..<min(mixed.count, start + Self.blockLength)]))
            }
        }
    }
}
