import ArgumentParser
import Audio
import Foundation
import Tensor

extension Resampler.Quality: ExpressibleByArgument {}

/// `pitchstreamer spectrogram IN -o OUT.png`: what the module Audio makes of a recording, for the eye or for another program.
struct SpectrogramCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spectrogram",
        abstract: "Draw a spectrogram of a recording, or write it as an array.",
        discussion: """
            The recording is mixed to one channel of 16 kHz; a frame lies every 512 samples. A picture (.png) shows \
            decibels below the loudest, down to -80, of log-mel and cepstrum the values themselves; an array (.npy) has \
            magnitudes (of the mel bands powers), bins × frames, as librosa gives them.

            Examples:
              pitchstreamer spectrogram song.flac -o song.png
              pitchstreamer spectrogram song.flac -o song.npy --kind mel
            """)

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        /// 88 bins from A0.
        case cqt
        /// The same, the upper bins from short-time spectra.
        case hybrid
        /// Frames of 2048 samples.
        case stft
        /// 128 bands of those.
        case mel
        /// The same under three windows.
        case logMel = "log-mel"
        /// 20 cosine coefficients of the mel bands' decibels.
        case cepstrum
    }

    /// Where the bins of a constant-Q transform lie.
    enum Tuning: ExpressibleByArgument {
        case given(Double)
        case estimated

        init?(argument: String) {
            if argument == "estimated" {
                self = .estimated
            } else if let value = Double(argument), abs(value) <= 1 {
                self = .given(value)
            } else {
                return nil
            }
        }

        var defaultValueDescription: String { "0" }
    }

    @Argument(help: "A recording (WAV, FLAC, Ogg, Opus, MP3, AIFF …); - for standard input.", completion: .recording)
    var input: String

    @Option(name: .shortAndLong, help: "The .png or .npy to write.", completion: .file(extensions: ["png", "npy"]))
    var output: String

    @Option(help: "The constant-Q transform or its hybrid, the short-time Fourier transform, or what is made of that.")
    var kind = Kind.cqt

    @Option(help: "Of the constant-Q bins: by what part of a semitone they lie higher, -1 to 1, or \"estimated\".")
    var tuning = Tuning.given(0)

    @Option(help: "Of the constant-Q bins: by how many hertz each is wider, for the variable-Q transform.")
    var gamma = 0.0

    @Option(help: "The resampler's.")
    var quality = Resampler.Quality.veryHigh

    @Option(help: "Of a picture in decibels: how far below the loudest it is darkest.")
    var range: Float = 80

    private var isArray: Bool { output.lowercased().hasSuffix(".npy") }

    func validate() throws {
        guard isArray || output.lowercased().hasSuffix(".png") else {
            throw ValidationError("\(output): neither a .png nor a .npy.")
        }
        guard 1...200 ~= range else { throw ValidationError("--range takes 1 to 200 dB, not \(range).") }
        guard 0...100 ~= gamma else { throw ValidationError("--gamma takes 0 to 100 Hz, not \(gamma).") }
        guard gamma == 0 || kind != .hybrid else { throw ValidationError("--gamma is for --kind cqt.") }
    }

    func run() throws {
        let destination = try Destination(output)
        let sound = try AudioDecodingStream(reader: InputSource(input).sound(), sampleRate: 16_000, quality: quality)
        var samples: [Float] = []
        while let block = try sound.next() {
            try Task.checkCancellation()
            samples += block.samples
        }
        var picture = picture(of: samples)
        if isArray {
            let values = picture.spectrogram
            let array = Tensor(values.values, shape: [values.frameCount, values.binCount]).transposed()
            return try destination.write(Data(NPY.bytes(array)))
        }
        let values = picture.spectrogram.values
        switch kind {
        case .cqt, .hybrid, .stft, .mel:
            let scale = Decibels(reference: .maximum, range: range)
            picture.spectrogram.values = kind == .mel ? scale.powers(values) : scale.amplitudes(values)
            picture.shades = -range...0
        case .logMel:
            picture.shades = 0...max(1, values.max() ?? 1)
        case .cepstrum:
            // The first is the loudness, many times the others.
            let others = values.indices.filter { !$0.isMultiple(of: picture.spectrogram.binCount) }.map { values[$0] }
            picture.shades = min(-1, others.min() ?? -1)...max(1, others.max() ?? 1)
        }
        try destination.write(picture.png())
    }

    /// The picture with the magnitudes or powers themselves in it.
    private func picture(of samples: [Float]) -> SpectrogramPicture {
        let title = InputSource(input).title
        switch kind {
        case .cqt, .hybrid:
            let settings = ConstantQ.Settings(tuning: tuning(of: samples), gamma: gamma)
            let isHybrid = kind == .hybrid
            let name = isHybrid ? "hybrid constant-Q" : gamma > 0 ? "variable-Q" : "constant-Q"
            return SpectrogramPicture(
                spectrogram: isHybrid
                    ? HybridConstantQ(settings).magnitudes(of: samples) : ConstantQ(settings).magnitudes(of: samples),
                ticks: SpectrogramPicture.ticks(
                    (0..<8).map { 27.5 * exp2(Double($0)) }, bins: settings.binCount, settings.frequency(ofBin:)),
                title: "\(title): \(name) transform")
        case .stft:
            let transform = STFT()
            return SpectrogramPicture(
                spectrogram: transform.magnitudes(of: samples),
                ticks: SpectrogramPicture.ticks(
                    (0..<9).map { 1000 * Double($0) }, bins: transform.settings.binCount,
                    transform.settings.frequency(ofBin:)),
                title: "\(title): short-time Fourier transform")
        case .mel:
            let mel = MelSpectrogram()
            let edges = mel.settings.edges
            return SpectrogramPicture(
                spectrogram: mel.powers(of: samples),
                ticks: SpectrogramPicture.ticks(
                    [125, 250, 500, 1000, 2000, 4000, 7800], bins: mel.settings.melCount, { edges[$0 + 1] }),
                title: "\(title): mel bands")
        case .logMel:
            let transform = LogMelSpectrogram()
            let bands = transform.settings.melCount
            return SpectrogramPicture(
                spectrogram: transform.values(of: samples),
                ticks: transform.settings.sizes.enumerated().map { ($0.offset * bands + bands / 2, "\($0.element)") },
                title: "\(title): logarithms of mel bands under windows of so many samples")
        case .cepstrum:
            let cepstrum = MelCepstrum()
            return SpectrogramPicture(
                spectrogram: cepstrum.coefficients(of: samples),
                ticks: stride(from: 0, to: cepstrum.settings.coefficientCount, by: 3).map { ($0, "\($0)") },
                title: "\(title): mel cepstrum")
        }
    }

    private func tuning(of samples: [Float]) -> Double {
        switch tuning {
        case .given(let value): value
        case .estimated: TuningEstimator().tuning(of: samples) ?? 0
        }
    }
}
