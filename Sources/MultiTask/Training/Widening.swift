internal import Tensor

/// Puts the weights of a narrow network into a wider one that computes just the same, so that training goes on with more
/// channels instead of from nothing (after Chen, Goodfellow and Shlens 2016, *Net2Net*).
///
/// The narrow network's channels become the first of each layer's. What they take from the added channels begins at
/// zero, so their values don't change; the added channels themselves begin as `fresh` has them, so they aren't copies
/// that would learn the same.
struct Widening {
    let narrow: NetworkSettings
    let wide: NetworkSettings

    /// - Returns: nil where some layer would lose channels.
    init?(from narrow: NetworkSettings, to wide: NetworkSettings) {
        guard zip(narrow.channels, wide.channels).allSatisfy({ $0 <= $1 }),
            narrow.lastHiddenChannels <= wide.lastHiddenChannels
        else { return nil }
        self.narrow = narrow
        self.wide = wide
    }

    /// One array of the wide network.
    ///
    /// - Parameters:
    ///   - given: the narrow network's: (C), or a kernel's (O, I, kh, kw), in the decoder (I, O, kh, kw).
    ///   - fresh: the wide network's own, as it begins from nothing.
    /// - Returns: nil where the shapes differ otherwise than by the width: other instruments.
    func array(_ name: String, given: Tensor, fresh: Tensor) -> Tensor? {
        let (from, to) = (given.shape, fresh.shape)
        guard from.rank == to.rank, zip(from.dimensions, to.dimensions).allSatisfy({ $0 <= $1 }) else { return nil }
        let (old, new) = (given.scalars, fresh.scalars)
        guard from.rank == 4 else { return from.rank == 1 ? Tensor(old + new.dropFirst(old.count), shape: to) : nil }
        let taps = from[2] * from[3]
        guard taps == to[2] * to[3] else { return nil }
        let isTransposed = name.hasPrefix("decode.")
        let (inputAxis, outputAxis) = isTransposed ? (0, 1) : (1, 0)
        var values = new
        for first in 0..<to[0] {
            for second in 0..<to[1] {
                let (input, output) = isTransposed ? (first, second) : (second, first)
                guard output < from[outputAxis] else { continue }
                let target = (first * to[1] + second) * taps
                let source = narrowInput(input, of: name, count: from[inputAxis]).map { input in
                    (isTransposed ? input * from[1] + output : output * from[1] + input) * taps
                }
                for tap in 0..<taps { values[target + tap] = source.map { old[$0 + tap] } ?? 0 }
            }
        }
        return Tensor(values, shape: to)
    }

    /// The narrow network's number of an input channel of a layer; nil for an added one.
    ///
    /// The first convolution of a decoder block reads two images side by side: the one raised from below, and the skip.
    private func narrowInput(_ input: Int, of name: String, count: Int) -> Int? {
        for block in 1...3 where name == "decode.d_block\(block).conv2d.weight" {
            let (raised, wideRaised) = (narrow.channels[4 - block], wide.channels[4 - block])
            if input < wideRaised { return input < raised ? input : nil }
            let number = raised + input - wideRaised
            return number < count ? number : nil
        }
        return input < count ? input : nil
    }
}
