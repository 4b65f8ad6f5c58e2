import Audio
import Foundation
internal import Tensor

/// A folder of paired audio and MIDI, ready to draw clips from: the constant-Q levels of each recording and the notes
/// of its score.
///
/// A pair is two files of one base name: `song.flac` (or .wav, .ogg, .mp3 …) and `song.mid`.
struct TrainingSet: Sendable {
    /// One recording with its score.
    struct Item: Sendable {
        let name: String
        /// frames × 88, in hundredths of a decibel: a quarter of the memory of magnitudes as `Float` with logarithm.
        let levels: [Int16]
        let frameCount: Int
        /// The running reference of each frame, in decibels.
        let runningReference: [Float]
        /// The greatest level of the whole, in decibels.
        let wholeReference: Float
        /// Notes of instruments that the model knows: (channel, key 0…87, first frame, end frame).
        let notes: [LabelledNote]
        /// Of a recording of which not everything is known; nil: ``notes`` is all there is to know.
        let partial: PartialLabels?
    }

    struct LabelledNote: Sendable {
        let instrument: Int
        let key: Int
        let frames: Range<Int>
    }

    let items: [Item]
    /// Pairs that could not be read, each with its sentence.
    let skipped: [String]

    /// Wraps what was read otherwise.
    init(items: [Item]) {
        self.items = items
        skipped = []
    }

    /// Reads every pair of a folder, several at a time.
    ///
    /// - Parameter progress: called after each pair with the number read so far and the number of pairs.
    /// - Throws: ``TrainingError`` where there is no readable pair.
    init(
        folder: URL, description: ModelDescription, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws {
        let pairs = try PairedFolder(folder).pairs
        let transform = ConstantQ(description.features.constantQ)
        try self.init(folder: folder, names: pairs.map(\.name), skipped: [], kind: "pairs", progress: progress) {
            index in
            try Self.item(pairs[index], transform: transform, description: description)
        }
    }

    /// Reads every recording of a dataset, several at a time.
    ///
    /// - Throws: ``TrainingError`` where none can be read.
    init(
        _ collection: any LabelledCollection, description: ModelDescription,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws {
        let items = collection.items
        let transform = ConstantQ(description.features.constantQ)
        try self.init(
            folder: collection.folder, names: items.map(\.name), skipped: collection.skipped, kind: "recordings",
            progress: progress
        ) { index in
            try Self.item(items[index], transform: transform, description: description)
        }
    }

    /// Reads what there is, several at a time; what can't be read is skipped.
    private init(
        folder: URL, names: [String], skipped: [String], kind: String, progress: @escaping @Sendable (Int, Int) -> Void,
        read: @escaping @Sendable (Int) throws -> Item
    ) throws {
        let results = Slots<Result<Item, any Error>>(count: names.count)
        DispatchQueue.concurrentPerform(iterations: names.count) { index in
            progress(results.put(Result { try read(index) }, at: index), names.count)
        }
        var items: [Item] = []
        var skipped = skipped
        for (name, result) in zip(names, results.values) {
            switch result {
            case .success(let item): items.append(item)
            case .failure(let error): skipped.append("\(name): \(error)")
            case nil: skipped.append("\(name): not read")
            }
        }
        guard !items.isEmpty else {
            // A sentence within a sentence has no full stop.
            let first = skipped.first.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 } ?? ""
            throw TrainingError.noMaterial(folder: folder.path, reason: "none of its \(kind) can be read, \(first)")
        }
        self.items = items
        self.skipped = skipped
    }

    private static func item(
        _ pair: PairedFolder.Pair, transform: ConstantQ, description: ModelDescription
    ) throws -> Item {
        let settings = description.features
        let rate = settings.constantQ.sampleRate
        let sound = try AudioFile.read(contentsOf: pair.audio).mono()
        let samples = Resampler(from: sound.sampleRate, to: rate, quality: .high).resample(sound).samples
        let notes = try MIDIFile(contentsOf: pair.score).notes
        return Item(
            name: pair.name, magnitudes: transform.magnitudes(of: samples), settings: settings,
            notes: labels(notes, instruments: description.instruments, frameRate: settings.constantQ.frameRate))
    }

    private static func item(
        _ recording: LabelledItem, transform: ConstantQ, description: ModelDescription
    ) throws -> Item {
        let settings = description.features
        let (rate, frameRate) = (settings.constantQ.sampleRate, settings.constantQ.frameRate)
        let known = try recording.labels()
        let sound = try recording.sound()
        let samples = Resampler(from: sound.sampleRate, to: rate, quality: .high).resample(sound).samples
        let magnitudes = transform.magnitudes(of: samples)
        if let score = known.score(for: description.instruments) {
            return Item(
                name: recording.name, magnitudes: magnitudes, settings: settings,
                notes: labels(score, instruments: description.instruments, frameRate: frameRate))
        }
        let partial = PartialLabels(
            known, instruments: description.instruments, frameCount: magnitudes.frameCount, frameRate: frameRate,
            keepsShort: true)
        return Item(
            name: recording.name, magnitudes: magnitudes, settings: settings, notes: partial.notes, partial: partial)
    }

    /// The notes as the network should see them. A frame sounds where its centre lies in the note.
    static func labels(
        _ notes: [ScoreNote], instruments: [Instrument], frameRate: Double
    ) -> [LabelledNote] {
        var channels: [Int: Int] = [:]
        for (channel, instrument) in instruments.enumerated() {
            for program in instrument.programs { channels[program] = channel }
        }
        return notes.compactMap { note in
            let key = note.pitch - Prediction.lowestPitch
            guard !note.isPercussion, let channel = channels[note.program], 0..<Prediction.pitchCount ~= key else {
                return nil
            }
            let first = Int((note.onset * frameRate).rounded(.up))
            // A note shorter than a frame still counts in the frame that it begins in.
            let end = max(first + 1, Int((note.offset * frameRate).rounded(.up)))
            return LabelledNote(instrument: channel, key: key, frames: first..<end)
        }
    }
}

extension TrainingSet: ClipSource {
    func clip(frames: Int, using generator: inout SeededGenerator) throws -> (item: Item, start: Int) {
        let item = items[Int(generator.next() % UInt64(items.count))]
        let room = max(0, item.frameCount - frames)
        return (item, Int(generator.next() % UInt64(room + 1)))
    }
}

extension TrainingSet.Item {
    init(
        name: String, magnitudes: Spectrogram, settings: FeatureSettings, notes: [TrainingSet.LabelledNote],
        partial: PartialLabels? = nil
    ) {
        self.name = name
        self.notes = notes
        self.partial = partial
        frameCount = magnitudes.frameCount
        levels = magnitudes.values.map { Int16(max(-20_000, min(20_000, 2_000 * log10f(max($0, 1e-10))))) }
        var follower = LevelReference.Follower(settings.running, constantQ: settings.constantQ)
        runningReference = (0..<frameCount).map { frame in
            20 * log10f(follower.next(magnitudes[frame: frame].max() ?? 0))
        }
        wholeReference = 20 * log10f(max(1e-10, magnitudes.values.max() ?? 0))
    }
}

/// Why a training run could not begin or go on.
public enum TrainingError: Error, Sendable, Equatable {
    /// Nothing in the folder can be trained on.
    case noMaterial(folder: String, reason: String)
    /// The parameter became infinite or no number.
    case diverged(step: Int, parameter: String)
    /// A checkpoint that this run can't go on from.
    case unusableCheckpoint(file: String, reason: String)
}

extension TrainingError: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what would be right.
    public var description: String {
        switch self {
        case .noMaterial(let folder, let reason): "\(folder): holds no material: \(reason)."
        case .diverged(let step, let parameter):
            "training stopped at step \(step): \(parameter) is no longer a finite number; try a lower learning rate."
        case .unusableCheckpoint(let file, let reason): "\(file): can't be resumed from: \(reason)."
        }
    }
}
