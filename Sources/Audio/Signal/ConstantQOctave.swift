import AudioKernels
import Foundation

extension ConstantQ {
    /// One octave's kernels at the rate of its level.
    ///
    /// A kernel is Hermitian about a point half-way between two samples: its real part is even, its imaginary part odd.
    /// So the samples are folded about that point first, into sums and differences, and half the products remain. Only a
    /// window that doesn't start at zero leaves a rest, since its first sample has no partner.
    struct Octave: Sendable {
        /// The bins of the whole transform that are computed here.
        let bins: Range<Int>
        /// How often the rate was halved.
        let level: Int
        /// Samples between frames at this level.
        let hop: Int
        /// Half the kernels' common length, a power of two.
        let taps: Int
        /// As `AudioKernels` wants them: groups of six bins, each `taps` times six real parts, then six imaginary ones.
        let kernels: [Float]
        /// The rest of kernels that aren't Hermitian, as many values; else empty.
        let extra: [Float]
        /// What each bin's response is multiplied by.
        let gains: [Float]
        /// Cosine and sine of the angle that each bin is turned by: librosa's exponentials are real half a sample beside
        /// their windows' centre.
        let turns: [Float]

        /// - Parameter above: The next higher octave, whose kernels are taken over where they are the same.
        init(_ settings: Settings, bins: Range<Int>, level: Int, above: Octave?) {
            self.bins = bins
            self.level = level
            hop = settings.hop >> level
            let factor = Double(1 << level)
            let lengths = bins.map { settings.length(ofBin: $0) / factor }
            let frequencies = bins.map { settings.frequency(ofBin: $0) * factor / settings.sampleRate }
            let size = max(2, Int(exp2(log2(lengths.max() ?? 2).rounded(.up))))
            taps = size / 2
            // Samples are not scaled when the rate is halved, so a kernel 2^level times shorter answers as much weaker.
            gains = lengths.map { Float((factor / $0).squareRoot()) }
            turns = frequencies.flatMap { [Float(cos(Double.pi * $0)), Float(-sin(Double.pi * $0))] }
            if let above, above.taps == taps, above.level + 1 == level, above.bins.count == bins.count,
                settings.gamma == 0
            {
                kernels = above.kernels
                extra = above.extra
                return
            }
            let shape = Kernel.Shape(settings, transform: FourierTransform(size: size))
            let all = zip(lengths, frequencies).map { Kernel(length: $0, frequency: $1, shape) }
            kernels = Self.grouped(all, taps: taps, real: \.evenReal, imaginary: \.oddImaginary)
            extra =
                all.contains { $0.hasRest }
                ? Self.grouped(all, taps: taps, real: \.oddReal, imaginary: \.evenImaginary) : []
        }

        private static func grouped(
            _ kernels: [Kernel], taps: Int, real: KeyPath<Kernel, [Float]>, imaginary: KeyPath<Kernel, [Float]>
        ) -> [Float] {
            var values = [Float](repeating: 0, count: (kernels.count + 5) / 6 * taps * 12)
            for (index, kernel) in kernels.enumerated() {
                let (real, imaginary) = (kernel[keyPath: real], kernel[keyPath: imaginary])
                let base = index / 6 * taps * 12 + index % 6
                for tap in 0..<taps {
                    values[base + tap * 12] = real[tap]
                    values[base + tap * 12 + 6] = imaginary[tap]
                }
            }
            return values
        }

        /// The responses to consecutive frames.
        ///
        /// - Parameters:
        ///   - samples: The sample on the first frame's centre; `taps` before and after each frame's centre are read.
        ///   - rows: The first frame's first bin of this octave.
        ///   - rowStride: From one frame's row to the next.
        ///   - imaginary: From a real part to its imaginary one; 0 for moduli.
        func respond(
            to samples: UnsafePointer<Float>, frameCount: Int, into rows: UnsafeMutablePointer<Float>, rowStride: Int,
            imaginary: Int = 0, scratch: inout Scratch, kernels functions: SignalKernels = .current
        ) {
            kernels.withUnsafeBufferPointer { kernels in
                extra.withUnsafeBufferPointer { extra in
                    gains.withUnsafeBufferPointer { gains in
                        turns.withUnsafeBufferPointer { turns in
                            guard let kernels = kernels.baseAddress, let gains = gains.baseAddress,
                                let turns = turns.baseAddress
                            else { return }
                            var octave = ak_octave(
                                taps: taps, bins: bins.count, kernels: kernels,
                                extra: extra.isEmpty ? nil : extra.baseAddress, gains: gains, turns: turns)
                            scratch.withRoom(2 * functions.lanes * (taps + 1) + 16) { room in
                                functions.functions.respond(
                                    &octave, samples, hop, frameCount, room, rows, rowStride, imaginary)
                            }
                        }
                    }
                }
            }
        }
    }
}
