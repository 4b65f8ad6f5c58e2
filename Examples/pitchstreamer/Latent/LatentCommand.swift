import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer latent`: what the paper's Z is like, and what is decoded where it is moved.
struct LatentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latent",
        abstract: "Find what Z, the encoder's output, tells of music, and decode it elsewhere.",
        discussion: """
            With a folder of recordings and their scores and -o space.safetensors: collects Z, finds its principal components, \
            how well the components tell who plays, how many notes sound and how high, and along which direction Z goes \
            with each of these. With --space and a recording: Z is moved along directions and decoded; -o takes what \
            `transcribe` takes, and --sound plays it. With --space and a folder of recordings: a table of what moves with \
            each --amount.

            Examples:
              pitchstreamer latent pairs/ -o z.safetensors
              pitchstreamer latent song.flac --space z.safetensors --higher 12 -o moved.mid
              pitchstreamer latent songs/ --space z.safetensors --swap violin=flute
            """)

    @Argument(help: "A folder of pairs, a recording, or a folder of recordings.", completion: .recording)
    var input: String

    @Option(
        name: .shortAndLong, help: "A file to write (repeatable): the space, or what was decoded.",
        completion: .file(extensions: ["safetensors"] + TranscriptionTarget.endings))
    var output: [String] = []

    @Option(help: "A space that was found before.", completion: .weights)
    var space: String?

    @Option(help: "How many principal components are looked for.")
    var components = 64

    @Option(help: "How far to go, as a multiple of the way that is asked for; for a folder several (repeatable).")
    var amount: [Float] = []

    @Option(help: "A sound file of what was decoded; its extension names the format.", completion: .sound)
    var sound: String?

    @OptionGroup var way: LatentMoveOptions
    @OptionGroup var model: ModelOptions

    func validate() throws {
        guard 1...1_000 ~= components else { throw ValidationError("--components takes 1 to 1000, not \(components).") }
        guard amount.allSatisfy(\.isFinite) else { throw ValidationError("--amount takes numbers.") }
        if space == nil {
            guard output.count == 1, output[0].hasSuffix(".safetensors") else {
                throw ValidationError("Give -o space.safetensors to find a space, or --space to move in one.")
            }
            guard way.isNothing, amount.isEmpty, sound == nil else {
                throw ValidationError("To move in a space, find it first and name it with --space.")
            }
            return
        }
        guard !way.isNothing else {
            throw ValidationError("Say which way: --swap, --higher, --denser, --without-skips.")
        }
        for path in output {
            if let objection = TranscriptionTarget.objection(to: path) { throw ValidationError(objection) }
        }
    }

    func run() throws {
        let file = try WeightsFile(contentsOf: model.weights.map { URL(fileURLWithPath: $0) })
        guard let path = space else { return try find(with: file) }
        let space = try LatentSpace(contentsOf: URL(fileURLWithPath: path))
        guard space.mean.count == file.latentSize else {
            throw ValidationError(
                "\(path) is of other weights: its columns have \(space.mean.count) values, theirs \(file.latentSize).")
        }
        if Recordings.isFolder(input) {
            guard output.isEmpty, sound == nil else {
                throw ValidationError("-o and --sound are for a single recording; \(input) is a folder.")
            }
            let effects = LatentEffects(options: way, amounts: amount.isEmpty ? [0, 0.5, 1, 2, 4] : amount)
            try StandardOutput.print(effects.table(of: Recordings([input]), file: file, in: space).text)
        } else {
            guard amount.count < 2, !output.isEmpty || sound != nil else {
                throw ValidationError("A single recording takes one --amount, and -o or --sound to say what to write.")
            }
            try decode(file.moving(try way.move(in: space, times: amount.first ?? 1)))
        }
    }

    /// Collects Z over the folder and finds its space.
    private func find(with file: WeightsFile) throws {
        let target = URL(fileURLWithPath: output[0])
        try OutputFile.check(target)
        let streamer = file.pitchStreamer(options: .init(reference: model.levelReference, keep: .latent))
        let constantQ = file.modelDescription.features.constantQ
        var samples = LatentSamples(instruments: streamer.instruments, frameRate: constantQ.frameRate)
        let pairs = try PairedFolder(URL(fileURLWithPath: input)).pairs
        let progress = ProgressLine()
        for (index, pair) in pairs.enumerated() {
            try Task.checkCancellation()
            progress.show("\(input): \(index) of \(pairs.count)")
            let heard = try streamer.transcribe(contentsOf: pair.audio)
            guard let latent = heard.posteriors?.latent else { continue }
            samples.add(latent, notes: try MIDIFile(contentsOf: pair.score).notes)
        }
        progress.clear()
        guard pairs.count >= 5, samples.count > 2 * (components + samples.descriptors.count) else {
            throw ValidationError(
                "\(input) has \(samples.count) half seconds of music in \(pairs.count) pairs, too few for "
                    + "\(components) components: give more, or fewer --components.")
        }
        let space = try LatentSpace(samples, componentCount: components)
        try space.write(to: target)
        try StandardOutput.print(Self.report(of: space, samples: samples.count) + "\nwrote \(output[0])")
    }

    private static func report(of space: LatentSpace, samples: Int) -> String {
        var table = TextTable(head: ["told by Z", "R²"])
        for (name, value) in zip(space.descriptors, space.determinations) {
            table.add([name, String(format: "%.3f", value)])
        }
        let shares = [Float(0.5), 0.8, 0.9].map { share in
            let count =
                space.componentCount(forShare: share).map(String.init) ?? "more than \(space.varianceShares.count)"
            return "\(count) for \(Int(share * 100)) %"
        }
        return "\(samples) columns of \(space.bandCount) × \(space.channelCount) values\n"
            + "components by share of the variance: \(shares.joined(separator: ", "))\n\n\(table.text)\n"
    }

    /// Decodes what was moved, and writes it.
    private func decode(_ file: WeightsFile) throws {
        let targets = try output.map(TranscriptionTarget.init)
        let soundTarget = sound.map { URL(fileURLWithPath: $0) }
        if let soundTarget { try OutputFile.check(soundTarget) }
        let streamer = file.pitchStreamer(options: .init(reference: model.levelReference))
        let moved = try streamer.transcribe(contentsOf: URL(fileURLWithPath: input))
        let title = URL(fileURLWithPath: input).lastPathComponent
        for target in targets { try target.destination.write(target.data(for: moved, title: title)) }
        if let soundTarget { try Self.play(moved, to: soundTarget) }
        guard !output.contains("-") else { return }
        let lines = ["\(moved.notes.count) notes"] + (output + [sound].compactMap { $0 }).map { "wrote \($0)" }
        try StandardOutput.print(lines.joined(separator: "\n"))
    }

    private static func play(_ transcription: Transcription, to url: URL) throws {
        let synthesizer = try SoundFontSynthesizer(sampleRate: 44_100)
        let sounds = try synthesizer.load(SoundBanks.first())
        let heard = try synthesizer.render(MIDIExport.file(for: transcription).notes, of: sounds)
        try AudioFile.write(SoundBanks.withinFullScale(heard), to: url)
    }
}
