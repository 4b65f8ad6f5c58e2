import Foundation

/// The formats that sound can be written in.
///
/// Reading takes these and whatever else libsndfile decodes. The lossless ones give back what was written: the
/// floats exactly, the integers to the nearest of their steps.
public enum AudioFileFormat: String, Sendable, Hashable, CaseIterable {
    /// WAV with 16-bit or 24-bit integers, or 32-bit floats.
    case wav16, wav24, wavFloat
    /// AIFF with 16-bit or 24-bit integers, or 32-bit floats.
    case aiff16, aiff24, aiffFloat
    /// FLAC with 16 or 24 bits; lossless, at most 8 channels.
    case flac16, flac24
    /// Vorbis in Ogg, lossy.
    case vorbis
    /// Opus in Ogg, lossy; 8, 12, 16, 24 or 48 kHz.
    case opus
    /// MP3, lossy; one or two channels and the rates of MPEG up to 48 kHz.
    case mp3

    /// The format that a file's extension stands for, with 16 bits where there is a choice.
    ///
    /// Nil for an extension that stands for none of them.
    public init?(pathExtension: String) {
        switch pathExtension.lowercased() {
        case "wav", "wave": self = .wav16
        case "aif", "aiff": self = .aiff16
        case "flac": self = .flac16
        case "ogg", "oga": self = .vorbis
        case "opus": self = .opus
        case "mp3": self = .mp3
        default: return nil
        }
    }

    /// A name for people.
    public var name: String {
        switch self {
        case .wav16: "16-bit WAV"
        case .wav24: "24-bit WAV"
        case .wavFloat: "float WAV"
        case .aiff16: "16-bit AIFF"
        case .aiff24: "24-bit AIFF"
        case .aiffFloat: "float AIFF"
        case .flac16: "16-bit FLAC"
        case .flac24: "24-bit FLAC"
        case .vorbis: "Ogg Vorbis"
        case .opus: "Opus"
        case .mp3: "MP3"
        }
    }

    /// The bits of the integers that are written, nil where floats go to the coder.
    var integerBits: Int? {
        switch self {
        case .wav16, .aiff16, .flac16: 16
        case .wav24, .aiff24, .flac24: 24
        case .wavFloat, .aiffFloat, .vorbis, .opus, .mp3: nil
        }
    }

    /// Whether a file of no frames at all is one that can be read again.
    var holdsZeroFrames: Bool {
        switch self {
        case .flac16, .flac24, .opus, .mp3: false
        default: true
        }
    }

    /// What stands against writing at this rate and with so many channels, as words for an error.
    func objection(sampleRate: Double, channelCount: Int) -> String? {
        if let objection = AudioLimits.objection(sampleRate: sampleRate, channelCount: channelCount) {
            return objection
        }
        if sampleRate != sampleRate.rounded() {
            return "files hold whole numbers of hertz, not \(sampleRate) Hz"
        }
        let rates: [Double]
        let maximumChannels: Int
        switch self {
        case .opus: (rates, maximumChannels) = ([8000, 12000, 16000, 24000, 48000], 16)
        case .mp3: (rates, maximumChannels) = ([8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000], 2)
        case .flac16, .flac24: (rates, maximumChannels) = ([], 8)
        default: (rates, maximumChannels) = ([], 16)
        }
        if channelCount > maximumChannels {
            return "\(name) holds at most \(maximumChannels) channels, not \(channelCount)"
        }
        if !rates.isEmpty, !rates.contains(sampleRate) {
            let list = rates.map { String(Int($0)) }.joined(separator: ", ")
            return "\(name) holds \(list) Hz and not \(Int(sampleRate)) Hz, resample first"
        }
        return nil
    }
}

/// What is taken for sound at all, read or written.
package enum AudioLimits {
    /// Frames per second. Below lies no music, above no converter.
    static let sampleRates = 1000.0...384_000.0
    static let maximumChannels = 16

    /// What stands against such a sound, as words for an error.
    package static func objection(sampleRate: Double, channelCount: Int) -> String? {
        if !sampleRates.contains(sampleRate) {
            let rate = sampleRate == sampleRate.rounded() ? String(format: "%.0f", sampleRate) : "\(sampleRate)"
            return "a sample rate of \(rate) Hz, where 1000 to 384000 Hz are taken"
        }
        if channelCount > maximumChannels {
            return "\(channelCount) channels, where at most \(maximumChannels) are taken"
        }
        return nil
    }
}
