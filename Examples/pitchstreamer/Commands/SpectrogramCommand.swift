import ArgumentParser
import Audio
import Foundation
import Tensor

/// `pitchstreamer spectrogram IN -o OUT.png`: what the module Audio makes of a recording, for the eye or for another program.
struct SpectrogramCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spectrogram",
        abstract: "Draw a spectrogram of a recording, or write it as an array.",
        discussion: """
            The recording is mixed to one channel of 16 kHz; a frame lies every 512 samples. A picture (.png) shows \
            decibels below the loudest, down to -80; an array (.npy) has magnitudes (of the mel bands powers), bins × \
            frames, as librosa gives them.
            """)

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        /// 88 bins from A0.
        case cqt
        /// Frames of 2048 samples.
        case stft
        /// 128 bands of those.
        case mel
    }

    @Argument(help: "A recording (WAV, FLAC, Ogg, Opus, MP3, AIFF …); - for standard input.")
    var input: String

    @Option(name: .shortAndLong, help: "The .png or .npy to write.")
    var output: String

    @Option(help: "The constant-Q transform, the short-time Fourier transform, or its mel bands.")
    var kind = Kind.cqt

    private var isArray: Bool { output.lowercased().hasSuffix(".npy") }

    func validate() throws {
        guard isArray || output.lowercased().hasSuffix(".png") else {
            throw ValidationError("\(output): neither a .png nor a .npy.")
        }
    }

    func run() throws {
        let destination = try Destination(output)
        let sound = try AudioDecodingStream(reader: InputSource(input).sound(), sampleRate: 16_000)
        var samples: [Float] = []
        while let block = try sound.next() {
            try Task.checkCancellation()
            samples += block.samples
        }
        var picture = picture(of: samples)
        if isArray {
            let values = picture.spectrogram
            let array = Tensor(values.values, shape: [values.frameCount, values.binCount]).transposed()
            try destination.write(Data(NPY.bytes(array)))
        } else {
            let scale = Decibels(reference: .maximum)
            let values = picture.spectrogram.values
            picture.spectrogram.values = kind == .mel ? scale.powers(values) : scale.amplitudes(values)
            try destination.write(picture.png())
        }
    }

    /// The picture with the magnitudes or powers themselves in it.
    private func picture(of samples: [Float]) -> SpectrogramPicture {
        let title = InputSource(input).title
        switch kind {
        case .cqt:
            let transform = ConstantQ()
            return SpectrogramPicture(
                spectrogram: transform.magnitudes(of: samples),
                frequency: { transform.settings.frequency(ofBin: $0) }, ticks: (0..<8).map { 27.5 * exp2(Double($0)) },
                title: "\(title): constant-Q transform")
        case .stft:
            let transform = STFT()
            return SpectrogramPicture(
                spectrogram: transform.magnitudes(of: samples),
                frequency: { transform.settings.frequency(ofBin: $0) }, ticks: (0..<9).map { 1000 * Double($0) },
                title: "\(title): short-time Fourier transform")
        case .mel:
            let mel = MelSpectrogram()
            let edges = mel.settings.edges
            return SpectrogramPicture(
                spectrogram: mel.powers(of: samples), frequency: { edges[$0 + 1] },
                ticks: [125, 250, 500, 1000, 2000, 4000, 7800], title: "\(title): mel bands")
        }
    }
}
