internal import Tensor

/// What a batch should have been heard as: 1 where something sounds.
struct Targets {
    /// (N, 88, T, M)
    let roll: Tensor
    /// (N, 88, T)
    let pitch: Tensor
    /// (N, T, M)
    let instrument: Tensor
}

/// The three losses of a batch, and their sum.
struct Losses {
    let roll: Tensor
    let pitch: Tensor
    let instrument: Tensor
    let total: Tensor

    init(_ output: NetworkOutput, targets: Targets, settings: LossSettings) {
        roll = output.roll.binaryCrossEntropy(
            targets: targets.roll, options: BinaryCrossEntropyOptions(positiveWeight: settings.roll.positiveWeight))
        pitch = output.pitch.binaryCrossEntropy(
            targets: targets.pitch, options: BinaryCrossEntropyOptions(positiveWeight: settings.pitch.positiveWeight))
        instrument = output.instrument.binaryCrossEntropy(
            targets: targets.instrument,
            options: BinaryCrossEntropyOptions(positiveWeight: settings.instrument.positiveWeight))
        total = roll * settings.roll.weight + pitch * settings.pitch.weight + instrument * settings.instrument.weight
    }
}
