import Audio
import Foundation
import Testing

/// A folder that goes with the test.
final class ScratchFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("audio-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String, _ bytes: Data = Data()) throws -> URL {
        let file = url.appendingPathComponent(name)
        try bytes.write(to: file)
        return file
    }

    /// The names of all that lies in it, hidden files too.
    var contents: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: url.path).sorted()) ?? []
    }
}

/// Sounds and hand-made headers.
enum Sounds {
    /// Gliding tones, a different one on each channel, that begin and end softly.
    static func tone(
        seconds: Double = 0.5, rate: Double = 24_000, channels: Int = 1, amplitude: Double = 0.5
    ) -> AudioBuffer {
        let count = Int(seconds * rate)
        let planes = (0..<channels).map { channel in
            (0..<count).map { index in
                let time = Double(index) / rate
                let fade = min(1, 20 * time, 20 * (seconds - time))
                let cycles = (300 + 130 * Double(channel)) * time + 200 * time * time
                return Float(amplitude * fade * sin(2 * .pi * cycles))
            }
        }
        return AudioBuffer(channels: planes, sampleRate: rate)
    }

    /// A WAV whose header claims what it is told to, before the given samples.
    static func wav(
        samples: [UInt8], claiming dataLength: UInt32? = nil, channels: UInt16 = 1, rate: UInt32 = 16_000,
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

    /// A float WAV of the given samples.
    static func floatWAV(_ samples: [Float]) -> Data {
        var bytes = Data()
        for sample in samples { bytes.append(little: sample.bitPattern) }
        return wav(samples: [UInt8](bytes), bits: 32, coding: 3)
    }

    /// The ratio of signal to error, in decibels.
    static func signalToNoise(_ signal: [Float], _ copy: some Sequence<Float>) -> Double {
        var power = 0.0
        var error = 0.0
        for (left, right) in zip(signal, copy) {
            power += Double(left) * Double(left)
            error += Double(left - right) * Double(left - right)
        }
        return 10 * log10(power / max(error, 1e-30))
    }

    /// The largest difference of two signals of one length; infinite for two lengths.
    static func difference(_ left: [Float], _ right: [Float]) -> Float {
        if left.count != right.count { return .infinity }
        return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
}

extension Data {
    mutating func append<Value: FixedWidthInteger>(little value: Value) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
