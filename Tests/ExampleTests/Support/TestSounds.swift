import Audio
import Foundation

/// Sounds and scores that the tests make themselves.
enum TestSounds {
    /// A steady tone.
    static func tone(seconds: Double = 2, frequency: Double = 440, rate: Double = 16_000) -> AudioBuffer {
        let samples = (0..<Int(seconds * rate)).map { index in
            Float(0.3 * sin(2 * .pi * frequency * Double(index) / rate))
        }
        return AudioBuffer(samples: samples, sampleRate: rate)
    }

    static func silence(seconds: Double = 2, rate: Double = 16_000) -> AudioBuffer {
        AudioBuffer(samples: [Float](repeating: 0, count: Int(seconds * rate)), sampleRate: rate)
    }

    /// A WAV whose header says what it is told to, before the given bytes.
    static func wav(
        _ samples: [UInt8], claiming dataLength: UInt32? = nil, channels: UInt16 = 1, rate: UInt32 = 16_000,
        bits: UInt16 = 16, coding: UInt16 = 1
    ) -> Data {
        let frame = channels &* (bits / 8)
        var data = Data("RIFF".utf8)
        data.append(little: dataLength.map { $0 &+ 36 } ?? UInt32(samples.count + 36))
        data.append(contentsOf: "WAVEfmt ".utf8)
        data.append(little: UInt32(16))
        data.append(little: coding)
        data.append(little: channels)
        data.append(little: rate)
        data.append(little: rate &* UInt32(frame))
        data.append(little: frame)
        data.append(little: bits)
        data.append(contentsOf: "data".utf8)
        data.append(little: dataLength ?? UInt32(samples.count))
        return data + Data(samples)
    }

    /// A WAV of floats.
    static func floatWAV(_ samples: [Float]) -> Data {
        var bytes = Data()
        for sample in samples { bytes.append(little: sample.bitPattern) }
        return wav([UInt8](bytes), bits: 32, coding: 3)
    }
}

extension Data {
    mutating func append<Value: FixedWidthInteger>(little value: Value) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
