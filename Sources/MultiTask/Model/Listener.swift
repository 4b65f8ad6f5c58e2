import Audio
import Foundation

/// What both front doors share: a model, how levels are measured, and the run over a whole source.
struct Listener: Sendable {
    let model: Model
    /// The paper's reference, or a running one; nil: the running rule of the weights.
    let reference: LevelReference?

    /// The running rule in force; the weights' own unless another was asked for.
    var rule: LevelReference.Running {
        if case .running(let rule) = reference { return rule }
        return model.description.features.running
    }

    /// Runs over a whole source and gives its prediction piece by piece.
    func listen(to source: SampleSource, _ give: (Prediction) throws -> Void) throws {
        let level = reference == .wholeInput ? try ListeningStream.level(of: source, model: model) : nil
        var stream = try ListeningStream(
            model: model, sampleRate: source.sampleRate, core: ListeningStream.offlineCore, level: level, rule: rule)
        try source.forEachBlock { try stream.append($0, give) }
        try stream.finish(give)
    }

    /// The whole prediction: 3.4 kB for each frame of nine instruments.
    func predict(_ source: SampleSource) throws -> Prediction {
        var parts: [Prediction] = []
        try listen(to: source) { parts.append($0) }
        return Prediction(
            roll: parts.flatMap(\.roll), pitch: parts.flatMap(\.pitch), instrument: parts.flatMap(\.instrument),
            instruments: model.description.instruments, frameRate: model.description.features.constantQ.frameRate)
    }
}
