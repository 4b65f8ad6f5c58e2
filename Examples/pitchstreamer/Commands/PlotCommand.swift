import ArgumentParser
import Audio
import Foundation

extension WindowFunction: ExpressibleByArgument {}

/// `pitchstreamer plot IN -o OUT.png`: a curve of a recording.
struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw a curve of a recording: its waveform, a spectrum, its onsets or its tuning.",
        discussion: """
            The waveform is that of all channels at the file's own rate; the spectrum is that of so many samples about \
            one moment, decibels below its greatest value, for each window that is named; onsets and tuning are told \
            from one channel of 16 kHz, the tuning as a histogram of how far the louder partials lie beside the nearest \
            note of 440 Hz, in hundredths of a semitone.

            Examples:
              pitchstreamer plot song.flac -o song.png
              pitchstreamer plot song.flac -o at16.png --kind spectrum --at 16
            """)

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case waveform, spectrum, onsets, tuning
    }

    @Argument(help: "A recording (WAV, FLAC, Ogg, Opus, MP3, AIFF …); - for standard input.", completion: .recording)
    var input: String

    @Option(name: .shortAndLong, help: "The .png to write.", completion: .file(extensions: ["png"]))
    var output: String

    @Option(help: "What to draw.")
    var kind = Kind.waveform

    @Option(help: "Of a spectrum: the moment in seconds; the middle by default.")
    var at: Double?

    @Option(help: "Of a spectrum: how many samples, 16 to 1048576.")
    var size = 8192

    @Option(help: "Of a spectrum: a taper, also several.")
    var window: [WindowFunction] = []

    @Option(help: "Of a spectrum: from which to which frequency in hertz, such as 0-4000.")
    var band: String?

    func validate() throws {
        guard output.lowercased().hasSuffix(".png") else { throw ValidationError("\(output): not a .png.") }
        guard 16...1 << 20 ~= size else { throw ValidationError("--size takes 16 to 1048576, not \(size).") }
        guard at.map({ $0 >= 0 }) ?? true else { throw ValidationError("--at takes seconds from 0.") }
        guard band == nil || frequencies != nil else { throw ValidationError("--band takes two frequencies: 0-4000.") }
    }

    private var frequencies: ClosedRange<Double>? {
        let ends = (band ?? "").split(separator: "-").compactMap { Double($0) }
        return ends.count == 2 && ends[0] >= 0 && ends[0] < ends[1] ? ends[0]...ends[1] : nil
    }

    func run() throws {
        let destination = try Destination(output)
        let source = InputSource(input)
        let reader = try source.sound()
        var channels = [[Float]](repeating: [], count: reader.info.channelCount)
        while let block = try reader.read(frames: 65_536) {
            try Task.checkCancellation()
            for (index, samples) in block.channels.enumerated() { channels[index] += samples }
        }
        let sound = AudioBuffer(channels: channels, sampleRate: reader.info.sampleRate)
        var picture =
            switch kind {
            case .waveform: waveform(of: sound)
            case .spectrum: spectrum(of: sound.mono())
            case .onsets: onsets(in: sound.mono().resampled(to: 16_000).samples)
            case .tuning: tuning(of: sound.mono().resampled(to: 16_000).samples)
            }
        picture.title = "\(source.title): \(picture.title)"
        try destination.write(picture.png())
    }

    /// A lane for each channel; of the samples of a pixel the least and the greatest.
    private func waveform(of sound: AudioBuffer) -> CurvePicture {
        let lanes = Double(sound.channels.count)
        let curves = sound.channels.enumerated().map { index, samples in
            let base = lanes - Double(index) - 0.5
            let step = max(1, samples.count / 640)
            let points = stride(from: 0, to: samples.count, by: step).flatMap { start in
                let part = samples[start..<min(start + step, samples.count)]
                let time = Double(start) / sound.sampleRate
                return [part.min() ?? 0, part.max() ?? 0].map { (x: time, y: base + 0.5 * Double($0)) }
            }
            return CurvePicture.Curve(points: points)
        }
        let ticks = sound.channels.count == 1 ? [(0.0, "−1"), (0.5, "0"), (1.0, "1")] : []
        return CurvePicture(
            curves: curves, x: .seconds(sound.duration), y: .init(range: 0...lanes, ticks: ticks), title: "waveform")
    }

    private func spectrum(of sound: AudioBuffer) -> CurvePicture {
        // Silence behind the samples puts bins between the bins, so that lobes show.
        let padded = max(size, 16_384)
        let transform = RealFourierTransform(size: padded)
        let middle = Int(((at ?? sound.duration / 2) * sound.sampleRate).rounded())
        let samples = (middle - size / 2..<middle - size / 2 + size).map {
            sound.samples.indices.contains($0) ? sound.samples[$0] : 0
        }
        let windows = window.isEmpty ? [.hann] : window
        let curves = windows.map { window in
            let tapered = zip(samples, window.values(count: size)).map { $0 * $1 }
            let (real, imaginary) = transform.forward(tapered + [Float](repeating: 0, count: padded - size))
            let decibels = Decibels(reference: .maximum, minimum: 1e-9, range: nil)
                .amplitudes(zip(real, imaginary).map { hypot($0, $1) })
            let points = decibels.enumerated().map {
                (x: Double($0) * sound.sampleRate / Double(padded), y: Double($1))
            }
            let band = frequencies ?? 0...sound.sampleRate / 2
            return CurvePicture.Curve(
                points: points.filter { band.contains($0.x) }, label: windows.count > 1 ? window.rawValue : "")
        }
        let range = frequencies ?? 0...sound.sampleRate / 2
        let length = range.upperBound - range.lowerBound
        let step = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000].first { $0 * 10 >= length } ?? 20_000
        let ticks = stride(from: (range.lowerBound / step).rounded(.up) * step, through: range.upperBound, by: step)
            .map { (place: $0, label: String(format: "%.0f Hz", $0)) }
        return CurvePicture(
            curves: curves, x: .init(range: range, ticks: ticks), y: .decibels(-100...0), title: "spectrum")
    }

    private func onsets(in samples: [Float]) -> CurvePicture {
        let envelope = OnsetStrength().envelope(of: samples)
        let points = envelope.enumerated().map { (x: Double($0) * 512 / 16_000, y: Double($1)) }
        let highest = max(1, points.map(\.y).max() ?? 1)
        let ticks = stride(from: 0, through: highest, by: highest > 12 ? 5 : 2).map {
            (place: $0, label: String(format: "%.0f dB", $0))
        }
        return CurvePicture(
            curves: [.init(points: points)], x: .seconds(Double(samples.count) / 16_000),
            y: .init(range: 0...highest * 1.05, ticks: ticks), title: "onset strength")
    }

    private func tuning(of samples: [Float]) -> CurvePicture {
        let estimator = TuningEstimator()
        let counts = estimator.histogram(ofFrequencies: estimator.loudPeaks(of: samples).map(\.frequency))
        let width = 100 / Double(counts.count)
        let points = counts.enumerated().flatMap { index, count in
            [0.0, 1.0].map { (x: (Double(index) + $0) * width - 50, y: Double(count)) }
        }
        let highest = Double(max(1, counts.max() ?? 1))
        let ticks = [0, highest].map { (place: $0, label: String(format: "%.0f", $0)) }
        let tuning = estimator.tuning(of: samples).map { String(format: "%+.0f hundredths", 100 * $0) } ?? "none"
        return CurvePicture(
            curves: [.init(points: points)],
            x: .init(
                range: -50...50,
                ticks: stride(from: -50, through: 50, by: 10).map { (Double($0), String(format: "%+d", $0)) }),
            y: .init(range: 0...highest * 1.05, ticks: ticks),
            title: "partials beside the nearest note; tuning \(tuning)")
    }
}
