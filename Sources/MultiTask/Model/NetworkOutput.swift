internal import Tensor

/// The three heads of the network, as logits.
struct NetworkOutput {
    /// Who plays which note: (N, 88, T, M).
    let roll: Tensor
    /// Which notes sound: (N, 88, T).
    let pitch: Tensor
    /// Who plays: (N, T, M).
    let instrument: Tensor

    /// Reads the heads from the decoder's output y (N, 88, T, M).
    init(logits: Tensor, settings: NetworkSettings) {
        let y = settings.timePooling ? Self.pooledOverTime(logits) : logits
        switch settings.heads {
        case .logSumExp:
            instrument = y.logSumExp(axis: 1)
            pitch = y.logSumExp(axis: 3)
            roll = y
        case .paper:
            let activity = y.sum(axes: [1]) * 0.01
            instrument = activity
            pitch = y.sum(axes: [3]) * 0.1
            let gate = activity.sigmoid().reshaped([y.shape[0], 1, y.shape[2], y.shape[3]])
            roll = y * gate
        }
    }

    /// Pairs of frames take their greatest logit, which then stands for both. A last odd frame keeps its own.
    private static func pooledOverTime(_ logits: Tensor) -> Tensor {
        let frames = logits.shape[2]
        let even = frames & ~1
        let (images, keys, instruments) = (logits.shape[0], logits.shape[1], logits.shape[3])
        let greatest = logits.sliced(0..<even, axis: 2)
            .reshaped([images, keys, even / 2, 2, instruments])
            .maximum(axes: [3], keepDimensions: true)
        let pooled = Tensor.concatenation(of: [greatest, greatest], axis: 3)
            .reshaped([images, keys, even, instruments])
        guard even < frames else { return pooled }
        return Tensor.concatenation(of: [pooled, logits.sliced(even..<frames, axis: 2)], axis: 2)
    }
}
