import Audio
import Foundation

/// What a weights file says of itself, beside the arrays: kept as JSON in its metadata under the key "multitask".
public struct ModelDescription: Sendable, Hashable, Codable {
    /// The version of this description's form; readers refuse younger ones.
    public var version: Int
    /// The network that the arrays belong to.
    public var network: NetworkSettings
    /// The network's channels, in order.
    public var instruments: [Instrument]
    /// How sound becomes what the network sees.
    public var features: FeatureSettings
    /// Found on validation songs, see ``ThresholdFitter``.
    public var thresholds: Thresholds
    /// How what was heard before counts; nil: not at all.
    var context: InstrumentContext.Settings?
    /// How the weights came to be: material, clips, time. For people.
    public var training: String

    static let currentVersion = 1
    static let metadataKey = "multitask"

    /// Of this version.
    ///
    /// - Precondition: as many instruments as the network has output channels.
    public init(
        network: NetworkSettings, instruments: [Instrument], features: FeatureSettings = FeatureSettings(),
        thresholds: Thresholds? = nil, training: String = ""
    ) {
        precondition(
            instruments.count == network.instrumentCount,
            "ModelDescription: \(instruments.count) instruments for \(network.instrumentCount) channels")
        version = Self.currentVersion
        self.network = network
        self.instruments = instruments
        self.features = features
        self.thresholds = thresholds ?? Thresholds(for: instruments)
        self.training = training
    }

    /// What a file without a description holds: the paper's network, channel 3 unused, in the order of the authors'
    /// code (field order: piano, acoustic guitar, electric guitar, –, trumpet, saxophone, bass, violin, cello, flute).
    public static let paper: ModelDescription = {
        var instruments = Instrument.nine
        instruments.insert(Instrument(name: "unused", programs: [127]), at: 3)
        return ModelDescription(network: .paper, instruments: instruments, training: "the paper's authors")
    }()

    /// The description as JSON with sorted keys, so that equal ones are equal bytes.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Whether the parts agree with each other: as many instruments, thresholds and bins as there should be.
    func contradiction() -> String? {
        if version > Self.currentVersion {
            return "its description has version \(version), this package reads up to \(Self.currentVersion)"
        }
        if !network.isValid {
            return "its network has the channels \(network.channels), not four even numbers"
        }
        if Set(instruments.map(\.name)).count != instruments.count || !instruments.allSatisfy(\.isValid) {
            return "its instruments are not of different names, each with General MIDI programs in 0…127"
        }
        if instruments.count != network.instrumentCount {
            return "it names \(instruments.count) instruments but has \(network.instrumentCount) output channels"
        }
        if !thresholds.fit(instruments) { return "its thresholds are not those of its instruments" }
        if let context, !context.isValid { return "its context has settings that are no numbers, or not positive" }
        if features.constantQ.binCount != NetworkSettings.pitchCount || !features.constantQ.isValid {
            return "its features have \(features.constantQ.binCount) bins, the network \(NetworkSettings.pitchCount)"
        }
        if !(features.range > 0) || !features.running.isValid {
            return "its decibel range or its running level reference is out of bounds"
        }
        if features.mean.count != NetworkSettings.pitchCount || features.deviation.count != NetworkSettings.pitchCount
            || !features.deviation.allSatisfy({ $0 > 0 && $0.isFinite }) || !features.mean.allSatisfy(\.isFinite)
        {
            return "its feature statistics are not 88 finite means and positive deviations"
        }
        return nil
    }
}
