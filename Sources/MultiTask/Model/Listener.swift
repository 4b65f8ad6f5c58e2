import Audio
import Foundation

/// What both front doors share: a model, how levels are measured, what is known of the music, and the run over a whole
/// source.
struct Listener: Sendable {
    let model: Model
    /// The paper's reference, or a running one; nil: the running rule of the weights.
    let reference: LevelReference?
    var steering = Steering.none
    var keep: Keep = []

    /// The running rule in force; the weights' own unless another was asked for.
    var rule: LevelReference.Running {
        if case .running(let rule) = reference { return rule }
        return model.description.features.running
    }

    var frameRate: Double { model.description.features.constantQ.frameRate }

    /// Runs over a whole source and gives its prediction piece by piece.
    func listen(to source: SampleSource, _ give: (Prediction) throws -> Void) throws {
        let level = reference == .wholeInput ? try ListeningStream.level(of: source, model: model) : nil
        var settled = self
        settled.steering.players = try players(of: source, level: level)
        try settled.run(over: source, level: level, give)
    }

    /// Runs over blocks of one channel as they come.
    ///
    /// - Precondition: the level reference is a running one.
    func listen<Blocks: AsyncSequence>(
        to blocks: Blocks, sampleRate: Double, _ give: (Prediction) -> Void
    ) async throws where Blocks.Element == [Float] {
        precondition(reference != .wholeInput, "Listener: the loudest moment of what is still to come")
        var stream = try stream(sampleRate: sampleRate)
        for try await block in blocks { try stream.append(block) { settled, _ in give(settled) } }
        try Task.checkCancellation()
        try stream.finish { settled, _ in give(settled) }
    }

    /// The whole prediction: 3.4 kB for each frame of nine instruments.
    func predict(_ source: SampleSource) throws -> Prediction {
        var parts: [Prediction] = []
        try listen(to: source) { parts.append($0) }
        return Prediction(
            roll: parts.flatMap(\.roll), pitch: parts.flatMap(\.pitch), instrument: parts.flatMap(\.instrument),
            instruments: model.description.instruments, frameRate: frameRate, level: parts.flatMap(\.level))
    }

    /// A stream of the running reference, for sound as it comes.
    ///
    /// - Throws: `AudioError.unsupported` for a rate out of range.
    func stream(sampleRate: Double, pace: Pace = .offline, level: Float? = nil) throws -> ListeningStream {
        var stream = try ListeningStream(
            model: model, sampleRate: sampleRate, pace: pace, level: level, rule: rule, steering: steering)
        stream.keepsLatent = keep.contains(.latent)
        return stream
    }

    private func run(over source: SampleSource, level: Float?, _ give: (Prediction) throws -> Void) throws {
        var stream = try stream(sampleRate: source.sampleRate, level: level)
        try source.forEachBlock { try stream.append($0) { settled, _ in try give(settled) } }
        try stream.finish { settled, _ in try give(settled) }
    }

    /// Where only their number is known, the players are found in a first pass over the source: those with the most activity.
    private func players(of source: SampleSource, level: Float?) throws -> Steering.Players {
        let instruments = model.description.instruments
        guard case .count(let count) = steering.players, count < instruments.count else { return steering.players }
        var sums = instruments.map { _ in 0.0 }
        let unsteered = Listener(model: model, reference: reference)
        try unsteered.run(over: source, level: level) { prediction in
            for (cell, probability) in prediction.instrument.enumerated() {
                sums[cell % sums.count] += Double(probability)
            }
        }
        return .only(Set(zip(instruments, sums).sorted { $0.1 > $1.1 }.prefix(count).map(\.0)))
    }
}
