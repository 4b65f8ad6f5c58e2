import ArgumentParser
import Audio
import Foundation
import MultiTask

/// What a person may tell the commands that listen: the stretch to hear, who plays, which notes there can be, and which way to lean.
struct SteeringOptions: ParsableArguments {
    @Option(help: "Begin at this second; the times of the result count from there.")
    var from = 0.0

    @Option(help: "Stop at this second.")
    var to: Double?

    @Option(help: "Who plays and nobody else, with commas between: \"flute, cello\".", completion: .instruments)
    var players: InstrumentNames?

    @Option(help: "How many of the instruments play, whichever they are; the recording is then heard twice.")
    var playerCount: Int?

    @Option(
        help: ArgumentHelp("The most notes an instrument plays at once: \"flute=1, violin=2\".", valueName: "limits"))
    var polyphony: String?

    @Option(help: ArgumentHelp("The MIDI pitches there can be: 36-96.", valueName: "lowest-highest"))
    var pitches: String?

    @Option(help: "Which way to lean: balanced, precise (fewer notes, more of them right) or complete.")
    var preset = Thresholds.Preset.balanced

    @Option(
        help: "Thresholds that `pitchstreamer calibrate` found (.json); by default those of the weights.",
        completion: .json)
    var thresholds: String?

    func validate() throws {
        guard from >= 0, from.isFinite, to ?? .infinity > from else {
            throw ValidationError("--from takes seconds from 0 on, and --to a later second.")
        }
        guard players == nil || playerCount == nil else {
            throw ValidationError("Give --players or --player-count, not both.")
        }
        guard playerCount ?? 1 > 0 else { throw ValidationError("--player-count must be above 0.") }
        _ = try pitchRange()
        _ = try limits()
    }

    /// - Throws: `ValidationError` for an instrument that the weights don't know.
    func steering(for model: ModelDescription) throws -> Steering {
        var steering = Steering(pitchRange: try pitchRange())
        if let playerCount { steering.players = .count(playerCount) }
        if let players {
            steering.players = .only(Set(try players.indices(in: model.instruments).map { model.instruments[$0] }))
        }
        for (name, limit) in try limits() {
            let index = try InstrumentNames(names: [name]).indices(in: model.instruments)[0]
            steering.polyphony[model.instruments[index]] = limit
        }
        return steering
    }

    /// Nil: those of the weights.
    ///
    /// - Throws: ``CalibrationError`` for a file that has none, or those of other instruments.
    func thresholds(for model: ModelDescription) throws -> Thresholds? {
        guard let thresholds else { return nil }
        let data = try Data(contentsOf: URL(fileURLWithPath: thresholds))
        guard let found = try? JSONDecoder().decode(Thresholds.self, from: data) else {
            throw CalibrationError.unreadable(file: thresholds)
        }
        guard found.fit(model.instruments) else { throw CalibrationError.otherInstruments(file: thresholds) }
        return found
    }

    /// The stretch of a sound in memory.
    func stretch(of sound: AudioBuffer) -> AudioBuffer {
        let first = min(Int(min(from, 1e9) * sound.sampleRate), sound.frameCount)
        let last = min(to.map { Int(min($0, 1e9) * sound.sampleRate) } ?? sound.frameCount, sound.frameCount)
        guard first > 0 || last < sound.frameCount else { return sound }
        return AudioBuffer(
            channels: sound.channels.map { Array($0[first..<max(first, last)]) }, sampleRate: sound.sampleRate)
    }

    private func pitchRange() throws -> ClosedRange<Int>? {
        guard let pitches else { return nil }
        let ends = pitches.split(separator: "-").map { Int($0) ?? -1 }
        guard ends.count == 2, ends[0] <= ends[1], ends.allSatisfy({ 0..<128 ~= $0 }) else {
            throw ValidationError("--pitches takes two MIDI pitches, the lower first: 36-96.")
        }
        return ends[0]...ends[1]
    }

    private func limits() throws -> [(name: String, limit: Int)] {
        try (polyphony ?? "").split(separator: ",").map { entry in
            let parts = entry.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, let limit = Int(parts[1]), limit > 0 else {
                throw ValidationError("--polyphony takes names and numbers: \"flute=1, violin=2\".")
            }
            return (parts[0].lowercased(), limit)
        }
    }
}

extension Thresholds.Preset: ExpressibleByArgument {}

/// A file of thresholds that isn't one.
enum CalibrationError: Error, CustomStringConvertible {
    case unreadable(file: String)
    case otherInstruments(file: String)

    var description: String {
        switch self {
        case .unreadable(let file): "\(file): not thresholds as `pitchstreamer calibrate` writes them"
        case .otherInstruments(let file): "\(file): its thresholds are for other instruments than the weights know"
        }
    }
}
