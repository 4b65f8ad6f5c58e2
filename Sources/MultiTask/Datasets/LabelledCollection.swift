import Audio
import Foundation

/// A dataset's folder: recordings, each with what is known of who plays what in it.
///
/// A new dataset is one type with an initialiser that takes the folder, and a case in ``Dataset``.
package protocol LabelledCollection: Sendable {
    /// Where it lies.
    var folder: URL { get }
    /// By name. Their sounds and labels are read when they are asked for.
    var items: [LabelledItem] { get }
    /// What can't be used, each with its sentence.
    var skipped: [String] { get }
}

/// A recording of a dataset.
package struct LabelledItem: Sendable {
    package let name: String
    /// One file, or several that sound together: stems.
    package let sounds: [URL]
    private let read: @Sendable () throws -> RecordingLabels

    /// - Precondition: at least one sound.
    package init(name: String, sounds: [URL], labels: @escaping @Sendable () throws -> RecordingLabels) {
        precondition(!sounds.isEmpty, "LabelledItem \(name): no sound")
        self.name = name
        self.sounds = sounds
        read = labels
    }

    /// - Throws: ``DatasetError`` or `AudioError` with the name of the file.
    package func labels() throws -> RecordingLabels { try read() }

    /// One channel at the first file's rate: the sum of all files, as long as the longest.
    ///
    /// - Throws: `AudioError`.
    package func sound() throws -> AudioBuffer {
        let first = try AudioFile.read(contentsOf: sounds[0]).mono()
        guard sounds.count > 1 else { return first }
        var samples = first.samples
        for url in sounds.dropFirst() {
            let sound = try AudioFile.read(contentsOf: url).mono()
            let fitting =
                sound.sampleRate == first.sampleRate
                ? sound : Resampler(from: sound.sampleRate, to: first.sampleRate, quality: .high).resample(sound)
            let added = fitting.samples
            if added.count > samples.count {
                samples += [Float](repeating: 0, count: added.count - samples.count)
            }
            for index in added.indices { samples[index] += added[index] }
        }
        return AudioBuffer(samples: samples, sampleRate: first.sampleRate)
    }
}
