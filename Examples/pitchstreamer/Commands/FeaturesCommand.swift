import ArgumentParser
import Audio
import Foundation
import MultiTask
import Tensor

/// `pitchstreamer features IN -o C.npy`: what the network hears, for a look or for another program.
struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Write the normalised constant-Q spectrogram of a recording as an array.",
        discussion: """
            88 bins (from A0, 27.5 Hz) × frames (one every 512 samples of 16 kHz), in decibels relative to the \
            reference, divided by 80, plus 1, held within 0…1: what the network gets before its own standardisation of \
            each bin. The transform is librosa's; the recognisers use a variant of it with less delay, which differs \
            in the first and last frames of recordings that start or end abruptly.

            Examples:
              pitchstreamer features song.flac -o song.npy
            """)

    @Argument(help: "A recording (WAV, FLAC, Ogg, Opus, MP3, AIFF …); - for standard input.", completion: .recording)
    var input: String

    @Option(name: .shortAndLong, help: "The .npy to write; - for standard output.", completion: .array)
    var output: String

    @Option(help: "What 0 dB stands for: the loudest moment of the whole input, or a level that follows as if live.")
    var reference = ModelOptions.Reference.wholeInput

    func run() throws {
        let destination = try Destination(output)
        let settings = FeatureSettings(constantQ: ConstantQ.Settings())
        let sound = try AudioDecodingStream(
            reader: InputSource(input).sound(), sampleRate: settings.constantQ.sampleRate, quality: .high)
        var transform = ConstantQ.Stream(ConstantQ(settings.constantQ))
        var values: [Float] = []
        while let block = try sound.next() {
            try Task.checkCancellation()
            values += transform.append(block.samples).values
        }
        var magnitudes = transform.finish()
        magnitudes.values = values + magnitudes.values
        let features = FeatureNormalizer(settings).normalized(
            magnitudes, reference: reference == .wholeInput ? .wholeInput : .running)
        let array = Tensor(features.values, shape: [features.frameCount, features.binCount]).transposed()
        try destination.write(Data(NPY.bytes(array)))
    }
}
