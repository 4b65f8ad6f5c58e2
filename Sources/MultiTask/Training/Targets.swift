internal import Tensor

/// What a batch should have been heard as: 1 where something sounds.
struct Targets {
    /// (N, 88, T, M)
    let roll: Tensor
    /// (N, 88, T)
    let pitch: Tensor
    /// (N, T, M)
    let instrument: Tensor
    /// What of it is known; nil: all.
    var masks: Masks? = nil

    /// 1 where a target is known, 0 where it isn't.
    struct Masks {
        /// (N, 1, T, M)
        let roll: Tensor
        /// (N, 1, T)
        let pitch: Tensor
        /// (N, T, M)
        let instrument: Tensor
    }
}

/// The three losses of a batch, and their sum.
///
/// What isn't known counts nothing. It stays in the divisor of the mean: a cell that is known then weighs the same in every
/// batch, be there few of them or many, and a batch where nothing is known has no loss, rather than none that is a number.
struct Losses {
    let roll: Tensor
    let pitch: Tensor
    let instrument: Tensor
    let total: Tensor

    init(_ output: NetworkOutput, targets: Targets, settings: LossSettings) {
        let masks = targets.masks
        roll = Self.loss(output.roll, targets.roll, mask: masks?.roll, term: settings.roll)
        pitch = Self.loss(output.pitch, targets.pitch, mask: masks?.pitch, term: settings.pitch)
        instrument = Self.loss(
            output.instrument, targets.instrument, mask: masks?.instrument, term: settings.instrument)
        total = roll * settings.roll.weight + pitch * settings.pitch.weight + instrument * settings.instrument.weight
    }

    private static func loss(_ logits: Tensor, _ targets: Tensor, mask: Tensor?, term: LossSettings.Term) -> Tensor {
        var options = BinaryCrossEntropyOptions(positiveWeight: term.positiveWeight)
        guard let mask else { return logits.binaryCrossEntropy(targets: targets, options: options) }
        options.mask = mask
        options.reduction = .sum
        return logits.binaryCrossEntropy(targets: targets, options: options) / Float(logits.shape.elementCount)
    }
}
