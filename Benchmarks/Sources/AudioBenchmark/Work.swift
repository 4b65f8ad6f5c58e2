import Audio
import Foundation

/// What is timed. `peers/audio_peer.py` does the same with librosa, python-soxr and soundfile.
enum Work: String, CaseIterable {
    /// The network's constant-Q transform of the mono sound, with everything that is made once made before.
    case cqt
    /// The same with its kernels made anew: what a first call costs.
    case kernels
    /// 2048 samples, a hop of 512: magnitudes.
    case stft
    /// 128 bands of those.
    case mel
    /// One channel from 44.1 to 16 kHz.
    case resample
    /// A stereo file to mono at 16 kHz, in blocks.
    case flac, mp3

    /// Loads what is needed.
    ///
    /// - Returns: the work itself.
    func prepared(_ folder: URL) throws -> () throws -> Void {
        switch self {
        case .cqt:
            let (transform, sound) = (ConstantQ(), try Sounds.mono(in: folder))
            // Those that the driver lets the process have.
            let threads = ProcessInfo.processInfo.activeProcessorCount
            return { check(transform.magnitudes(of: sound.samples, threads: threads).frameCount) }
        case .kernels:
            return { check(ConstantQ().settings.binCount) }
        case .stft:
            let (transform, sound) = (STFT(.init(size: 2048, hop: 512)), try Sounds.mono(in: folder))
            return { check(transform.magnitudes(of: sound.samples).frameCount) }
        case .mel:
            let transform = MelSpectrogram(.init(transform: .init(size: 2048, hop: 512)))
            let sound = try Sounds.mono(in: folder)
            return { check(transform.powers(of: sound.samples).frameCount) }
        case .resample:
            let sound = try AudioFile.read(contentsOf: folder.appending(path: Sounds.flac)).mono()
            return { check(sound.resampled(to: 16_000).frameCount) }
        case .flac: return { try stream(folder.appending(path: Sounds.flac)) }
        case .mp3: return { try stream(folder.appending(path: Sounds.mp3)) }
        }
    }

    private func stream(_ url: URL) throws {
        let stream = try AudioDecodingStream(contentsOf: url, sampleRate: 16_000)
        var frames = 0
        while let block = try stream.next() { frames += block.frameCount }
        check(frames)
    }

    /// Uses a result, so that nothing is left out as useless.
    private func check(_ count: Int) {
        precondition(count > 0, "AudioBenchmark: \(rawValue) gave nothing")
    }
}

/// A minute of sound: decaying harmonic notes over a little noise, the same bits every time.
enum Sounds {
    static let mono = "mono16k.wav"
    static let flac = "stereo44k.flac"
    static let mp3 = "stereo44k.mp3"
    private static let seconds = 60

    static func write(to folder: URL) throws {
        let left = notes(rate: 44_100, shift: 0)
        let right = notes(rate: 44_100, shift: 7)
        let stereo = AudioBuffer(channels: [left, right], sampleRate: 44_100)
        try AudioFile.write(stereo, to: folder.appending(path: flac))
        try AudioFile.write(stereo, to: folder.appending(path: mp3))
        try AudioFile.write(stereo.mono().resampled(to: 16_000), to: folder.appending(path: mono), format: .wavFloat)
    }

    static func mono(in folder: URL) throws -> AudioBuffer {
        try AudioFile.read(contentsOf: folder.appending(path: mono))
    }

    private static func notes(rate: Double, shift: Int) -> [Float] {
        var samples = [Float](repeating: 0, count: seconds * Int(rate))
        var state: UInt64 = 1
        for index in samples.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            samples[index] = (Float(state >> 40) / Float(1 << 23) - 1) * 1e-3
        }
        for note in 0..<seconds * 4 {
            let frequency = 27.5 * exp2(Double((note * 29 + shift) % 72) / 12)
            let start = note * Int(rate) / 4
            for offset in 0..<min(Int(rate), samples.count - start) {
                let time = Double(offset) / rate
                let phase = 2 * Double.pi * frequency * time
                samples[start + offset] += Float(exp(-3 * time) * (0.2 * sin(phase) + 0.1 * sin(2 * phase)))
            }
        }
        return samples
    }
}
