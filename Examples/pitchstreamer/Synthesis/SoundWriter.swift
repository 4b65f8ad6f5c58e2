import Audio
import Foundation

/// 16-bit WAV.
enum SoundWriter {
    static func write(_ sound: AudioBuffer, to url: URL) throws {
        var data = Data()
        func append<T: FixedWidthInteger>(_ value: T) {
            withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
        }
        let channels = sound.channels.count
        let bytes = sound.frameCount * channels * 2
        data.append(contentsOf: Array("RIFF".utf8))
        append(UInt32(36 + bytes))
        data.append(contentsOf: Array("WAVEfmt ".utf8))
        append(UInt32(16))
        append(UInt16(1))
        append(UInt16(channels))
        append(UInt32(sound.sampleRate))
        append(UInt32(sound.sampleRate) * UInt32(channels) * 2)
        append(UInt16(channels * 2))
        append(UInt16(16))
        data.append(contentsOf: Array("data".utf8))
        append(UInt32(bytes))
        var samples = [Int16]()
        samples.reserveCapacity(sound.frameCount * channels)
        for frame in 0..<sound.frameCount {
            for channel in sound.channels { samples.append(Int16(max(-1, min(1, channel[frame])) * 32_767)) }
        }
        samples.withUnsafeBytes { data.append(contentsOf: $0) }
        try data.write(to: url, options: .atomic)
    }
}
