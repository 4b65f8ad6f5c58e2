internal import Tensor

/// How a run does on material that it doesn't train on: always the same clips, as they are.
///
/// Each figure is that of the threshold which is best on these very clips, so that it tells how well the network
/// separates, not how well somebody chose a threshold. What is to be reported is measured by ``Evaluator``.
struct Validation: Sendable {
    private let sampler: ClipSampler
    private let batches: Int

    /// - Parameters:
    ///   - settings: of the run; its losses are measured, its seed, augmentation and effects are not used.
    ///   - clips: at least so many.
    init(source: any ClipSource, description: ModelDescription, settings: TrainingSettings, clips: Int = 320) {
        var plain = settings
        (plain.augments, plain.seed) = (false, 0x5EED)
        sampler = ClipSampler(source: source, description: description, settings: plain)
        batches = max(1, (clips + settings.batchSize - 1) / settings.batchSize)
    }

    /// - Throws: what the source throws.
    func figures(of model: Model) throws -> Trainer.Validated {
        let count = model.description.instruments.count
        var losses: (roll: Float, pitch: Float, instrument: Float) = (0, 0, 0)
        var pitch = ScoreHistogram()
        var rolls = [ScoreHistogram](repeating: ScoreHistogram(), count: count)
        var activities = rolls
        for step in 0..<batches {
            let batch = try sampler.batch(step: step)
            let output = model.prepared(batch.input)
            let found = Losses(output, targets: batch.targets, settings: sampler.settings.loss)
            losses.roll += found.roll.scalar / Float(batches)
            losses.pitch += found.pitch.scalar / Float(batches)
            losses.instrument += found.instrument.scalar / Float(batches)
            let masks = batch.targets.masks
            Self.forEachCell(output.pitch, batch.targets.pitch, masks?.pitch) { pitch.add($1, $2) }
            Self.forEachCell(output.roll, batch.targets.roll, masks?.roll) { rolls[$0 % count].add($1, $2) }
            Self.forEachCell(output.instrument, batch.targets.instrument, masks?.instrument) {
                activities[$0 % count].add($1, $2)
            }
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
        return Trainer.Validated(
            rollLoss: losses.roll, pitchLoss: losses.pitch, instrumentLoss: losses.instrument,
            instrumentF1: mean(activities.compactMap(\.bestAccuracy).map { 2 * $0 / (1 + $0) }),
            pitchAccuracy: pitch.bestAccuracy ?? 0, rollAccuracy: mean(rolls.compactMap(\.bestAccuracy)))
    }

    /// Calls `body` with the cell's number, the bin of its probability, and whether it is true; for cells that are known.
    private static func forEachCell(
        _ logits: Tensor, _ targets: Tensor, _ mask: Tensor?, _ body: (Int, Int, Bool) -> Void
    ) {
        // Broadcasts along the keys.
        let known = mask.map { (targets * 0 + $0).scalars }
        logits.sigmoid().withUnsafeBufferPointer { probabilities in
            targets.withUnsafeBufferPointer { targets in
                for cell in probabilities.indices where known.map({ $0[cell] > 0 }) ?? true {
                    body(cell, ScoreHistogram.bin(probabilities[cell]), targets[cell] > 0.5)
                }
            }
        }
    }
}
