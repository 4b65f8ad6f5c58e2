import AudioKernels
import Foundation

/// Halves a sample rate: a linear-phase low pass without delay, of which only every second output is computed.
///
/// The taps are symmetric, `y[m] = Σ h[|k|]·x[2m + k]`, and kept apart by parity, since even taps meet even samples only.
struct Decimator: Sendable {
    /// Samples that an output needs after (and before) its own: output `m` reads `2m − reach ... 2m + reach`.
    let reach: Int
    /// The tap at the centre.
    private let centre: Float
    /// h[2], h[4], …; empty for a half-band filter, whose even taps are zero.
    private let even: [Float]
    /// h[1], h[3], …
    private let odd: [Float]

    /// A Kaiser-windowed low pass of a given steepness.
    ///
    /// - Parameters:
    ///   - passband: Where the passband ends, in cycles per input sample.
    ///   - stopband: Where the stopband begins. A half-band filter results when both add up to one half.
    ///   - attenuation: Of the stopband, in decibels.
    init(passband: Double, stopband: Double, attenuation: Double) {
        precondition(
            0 < passband && passband < stopband && stopband <= 0.5, "Decimator: a band of \(passband) to \(stopband)")
        // Kaiser's estimate of the order and of the window's parameter.
        let order = (attenuation - 7.95) / (14.36 * (stopband - passband))
        var reach = Int((order / 2).rounded(.up))
        // The outermost taps of a half-band filter aren't to be zero.
        if abs(passband + stopband - 0.5) < 1e-9 && reach.isMultiple(of: 2) { reach += 1 }
        self.init(
            cutoff: passband + stopband, reach: reach, window: 0.1102 * (attenuation - 8.7), support: Double(reach + 1))
    }

    /// A Kaiser-windowed low pass.
    ///
    /// - Parameters:
    ///   - cutoff: Twice the middle of the transition, in cycles per input sample; one half makes a half-band filter.
    ///   - reach: Taps on either side of the centre.
    ///   - window: The parameter of Kaiser's window.
    ///   - support: Where the window ends, in samples from the centre, above `reach`.
    init(cutoff: Double, reach: Int, window beta: Double, support: Double) {
        let isHalfBand = abs(cutoff - 0.5) < 1e-9
        var taps = (0...reach).map { index -> Double in
            let position = Double(index) / support
            let window = Self.besselI0(beta * (1 - position * position).squareRoot()) / Self.besselI0(beta)
            let angle = Double.pi * cutoff * Double(index)
            return window * (index == 0 ? cutoff : sin(angle) / (Double.pi * Double(index)))
        }
        if isHalfBand { for index in stride(from: 2, through: reach, by: 2) { taps[index] = 0 } }
        // A constant passes unchanged, and none of it alternates: even and odd taps sum to one half each.
        let evenSum = taps[0] + 2 * stride(from: 2, through: reach, by: 2).reduce(0) { $0 + taps[$1] }
        let oddSum = 2 * stride(from: 1, through: reach, by: 2).reduce(0) { $0 + taps[$1] }
        for index in taps.indices { taps[index] *= 0.5 / (index.isMultiple(of: 2) ? evenSum : oddSum) }

        self.reach = reach
        centre = Float(taps[0])
        even = isHalfBand ? [] : stride(from: 2, through: reach, by: 2).map { Float(taps[$0]) }
        odd = stride(from: 1, through: reach, by: 2).map { Float(taps[$0]) }
    }

    /// The modified Bessel function of the first kind and order zero, by its series.
    private static func besselI0(_ x: Double) -> Double {
        var sum = 1.0
        var term = 1.0
        var index = 1.0
        while term > sum * 1e-17 {
            term *= (x / (2 * index)) * (x / (2 * index))
            sum += term
            index += 1
        }
        return sum
    }

    /// Computes `count` outputs.
    ///
    /// Each output is summed in the same order wherever it stands in a block, so blocks of any size give the same bits.
    ///
    /// - Parameters:
    ///   - input: The sample at twice the first output's position; `reach` samples before it and
    ///     `2·(count − 1) + reach` after it are read.
    ///   - output: Room for `count` samples.
    ///   - scratch: Working memory, grown as needed.
    ///   - kernels: The loops.
    func decimate(
        _ input: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<Float>, scratch: inout Scratch,
        kernels: SignalKernels = .current
    ) {
        guard count > 0 else { return }
        odd.withUnsafeBufferPointer { odd in
            even.withUnsafeBufferPointer { even in
                // An empty array may have no address; of no taps none is read.
                guard let oddTaps = odd.baseAddress else { return }
                var filter = ak_low_pass(
                    reach: reach, centre: centre, odd: oddTaps, odd_count: odd.count,
                    even: even.baseAddress ?? oddTaps, even_count: even.count)
                scratch.withRoom(kernels.functions.decimate_room(&filter, count)) { room in
                    kernels.functions.decimate(&filter, input, count, room, output)
                }
            }
        }
    }
}
