import Audio
import CPortAudio
import Foundation

/// A sound card's input through PortAudio: the one file that knows it.
final class Microphone {
    /// An input that could be listened to.
    struct Device {
        let index: Int
        let name: String
        let channelCount: Int
        let sampleRate: Double
        let isDefault: Bool
    }

    /// Of what is read, in hertz.
    let sampleRate: Double
    private let blockLength: Int
    private var stream: UnsafeMutableRawPointer?
    private let clock = ContinuousClock()
    private var start: ContinuousClock.Instant?
    /// Samples that were read or are known to be missing.
    private var position = 0
    private static let name = "the microphone"

    /// Opens an input and begins to record one channel.
    ///
    /// - Parameters:
    ///   - device: its index among ``devices()``; nil: the system's default.
    ///   - sampleRate: nil: the device's own.
    ///   - blockSeconds: the length of what is read at a time.
    /// - Throws: `AudioError` where there is none or it can't be opened so.
    init(device: Int?, sampleRate: Double?, blockSeconds: Double) throws {
        try Self.check(Pa_Initialize())
        let index = device.map { PaDeviceIndex($0) } ?? Pa_GetDefaultInputDevice()
        guard index != PortAudioNoDevice, let info = Pa_GetDeviceInfo(index)?.pointee, info.maxInputChannels > 0 else {
            Pa_Terminate()
            let reason = device.map { "the system has no input number \($0)" } ?? "the system has no input"
            throw AudioError.unreadable(path: Self.name, reason: reason + "; --file takes a recording in its place")
        }
        self.sampleRate = sampleRate ?? info.defaultSampleRate
        blockLength = max(1, Int(blockSeconds * self.sampleRate))
        var parameters = PaStreamParameters(
            device: index, channelCount: 1, sampleFormat: PortAudioFloat32,
            // Room for the moments in which the network is run.
            suggestedLatency: max(0.3, info.defaultHighInputLatency), hostApiSpecificStreamInfo: nil)
        do {
            try Self.check(
                Pa_OpenStream(&stream, &parameters, nil, self.sampleRate, UInt(blockLength), 0, nil, nil))
            try Self.check(Pa_StartStream(stream))
        } catch {
            if stream != nil { Pa_CloseStream(stream) }
            Pa_Terminate()
            throw error
        }
    }

    deinit {
        Pa_CloseStream(stream)
        Pa_Terminate()
    }

    /// Waits for the next samples.
    ///
    /// - Returns: the samples, and how many before them were lost, as far as the clock tells.
    /// - Throws: `AudioError` where the device is gone.
    func read() throws -> (samples: [Float], lost: Int) {
        if start == nil { start = clock.now }
        var samples = [Float](repeating: 0, count: blockLength)
        let status = Pa_ReadStream(stream, &samples, UInt(blockLength))
        var lost = 0
        if status == paInputOverflowed.rawValue {
            let waiting = max(0, Pa_GetStreamReadAvailable(stream))
            let elapsed = start.map { (clock.now - $0) / .seconds(1) } ?? 0
            lost = max(0, Int(elapsed * sampleRate) - Int(waiting) - position - blockLength)
        } else {
            try Self.check(status)
        }
        position += lost + blockLength
        return (samples, lost)
    }

    /// The system's inputs.
    ///
    /// - Throws: `AudioError` where PortAudio can't be started.
    static func devices() throws -> [Device] {
        try check(Pa_Initialize())
        defer { Pa_Terminate() }
        let fallback = Pa_GetDefaultInputDevice()
        return (0..<max(0, Pa_GetDeviceCount())).compactMap { index in
            guard let info = Pa_GetDeviceInfo(index)?.pointee, info.maxInputChannels > 0 else { return nil }
            return Device(
                index: Int(index), name: info.name.map { String(cString: $0) } ?? "?",
                channelCount: Int(info.maxInputChannels), sampleRate: info.defaultSampleRate,
                isDefault: index == fallback)
        }
    }

    private static func check(_ status: PaError) throws {
        guard status < 0 else { return }
        let reason = Pa_GetErrorText(status).map { String(cString: $0) } ?? "PortAudio's error \(status)"
        throw AudioError.unreadable(path: name, reason: reason)
    }
}
