import Foundation

extension ConstantQ {
    /// The transform of sound as it comes, in blocks of any size.
    ///
    /// All frames together are the very bits of ``ConstantQ/magnitudes(of:)``, which is made of this. Memory doesn't grow
    /// with the length of the sound.
    ///
    /// ```swift
    /// var stream = ConstantQ.Stream(transform)
    /// while let block = microphone.next() { show(stream.append(block)) }
    /// show(stream.finish())
    /// ```
    public struct Stream: Sendable {
        /// The transform.
        public let transform: ConstantQ
        /// Samples taken in since the start.
        public private(set) var sampleCount = 0
        /// Frames given out since the start.
        public private(set) var frameCount = 0
        private var levels: [Level]
        private var scratch: [Float] = []

        /// Starts at sample 0.
        public init(_ transform: ConstantQ) {
            self.transform = transform
            levels = Self.levels(of: transform.plan)
        }

        /// Frame `t` is given out as soon as sample `t · hop + latency − 1` has come.
        public var latency: Int { transform.plan.latency }

        /// Samples of all rates that are kept at the moment.
        var heldSampleCount: Int { levels.reduce(0) { $0 + $1.samples.count } }

        /// Takes in samples, and gives the frames that they complete, often none.
        public mutating func append(_ samples: [Float]) -> Spectrogram {
            var values: [Float] = []
            samples.withUnsafeBufferPointer { append($0, to: &values) }
            return transform.spectrogram(values)
        }

        /// Gives the frames still due, with silence after the last sample, and starts anew.
        ///
        /// - Returns: As many frames as make `sampleCount / hop + 1` of all.
        public mutating func finish() -> Spectrogram {
            var values: [Float] = []
            finish(to: &values)
            return transform.spectrogram(values)
        }
    }
}

extension ConstantQ.Stream {
    /// The samples of one rate that are still needed, silence before the first.
    private struct Level {
        var samples: [Float]
        /// The position of `samples[0]`; negative at first.
        var start: Int
        /// The position after the last sample.
        var end: Int { start + samples.count }

        /// Forgets what lies before a position.
        mutating func drop(before position: Int) {
            guard position > start else { return }
            samples.removeFirst(min(position - start, samples.count))
            start = position
        }
    }

    /// Samples that are worked at once: enough to amortise the edges, few enough to stay in the cache.
    private static let blockSize = 1 << 15

    private static func levels(of plan: ConstantQ.Plan) -> [Level] {
        (0...plan.levelCount).map { level in
            let before = margin(ofLevel: level, plan: plan)
            return Level(samples: [Float](repeating: 0, count: before), start: -before)
        }
    }

    /// The samples of a level that its users read before (and at most after) their own position.
    private static func margin(ofLevel level: Int, plan: ConstantQ.Plan) -> Int {
        let kernels = plan.octaves.filter { $0.level == level }.map(\.taps).max() ?? 0
        return max(kernels, level < plan.levelCount ? plan.decimator.reach : 0)
    }

    /// ``append(_:)`` behind rows that are there already.
    mutating func append(_ samples: UnsafeBufferPointer<Float>, to values: inout [Float]) {
        var rest = samples[...]
        while !rest.isEmpty {
            let block = rest.prefix(Self.blockSize)
            rest = rest.dropFirst(block.count)
            levels[0].samples.append(contentsOf: block)
            sampleCount += block.count
            // Nothing is worked before a frame can be given out, so that tiny blocks cost no more than large ones.
            let available = sampleCount - latency
            if available >= frameCount * transform.settings.hop {
                for level in levels.indices.dropLast() { decimate(level, limit: .max) }
                emit(upTo: available / transform.settings.hop + 1, to: &values)
            }
        }
    }

    /// ``finish()`` behind rows that are there already.
    mutating func finish(to values: inout [Float]) {
        let plan = transform.plan
        var count = sampleCount
        for level in levels.indices {
            let silence = Self.margin(ofLevel: level, plan: plan) + count - levels[level].end
            levels[level].samples.append(contentsOf: repeatElement(0, count: max(0, silence)))
            // A level has half the samples of the one above, rounded up, and silence follows: so it is in librosa.
            count = (count + 1) / 2
            if level < plan.levelCount { decimate(level, limit: count) }
        }
        emit(upTo: sampleCount / transform.settings.hop + 1, to: &values)
        self = Self(transform)
    }

    /// Carries a level's new samples over to the next, which has at most `limit` from the start.
    private mutating func decimate(_ level: Int, limit: Int) {
        let decimator = transform.plan.decimator
        let source = levels[level]
        let first = levels[level + 1].end
        let last = min(limit, (source.end - 1 - decimator.reach) / 2 + 1)
        guard last > first, source.end > decimator.reach else { return }
        let old = levels[level + 1].samples.count
        levels[level + 1].samples.append(contentsOf: repeatElement(0, count: last - first))
        source.samples.withUnsafeBufferPointer { input in
            levels[level + 1].samples.withUnsafeMutableBufferPointer { output in
                guard let input = input.baseAddress, let output = output.baseAddress else { return }
                decimator.decimate(
                    input + (2 * first - source.start), count: last - first, into: output + old, scratch: &scratch)
            }
        }
    }

    /// Computes the frames that are due up to (not including) `limit`, and forgets the samples that they alone needed.
    private mutating func emit(upTo limit: Int, to values: inout [Float]) {
        let plan = transform.plan
        let binCount = transform.settings.binCount
        let count = limit - frameCount
        guard count > 0 else { return }
        let offset = values.count
        values.append(contentsOf: repeatElement(0, count: count * binCount))
        values.withUnsafeMutableBufferPointer { rows in
            guard let rows = rows.baseAddress else { return }
            for octave in plan.octaves {
                let level = levels[octave.level]
                level.samples.withUnsafeBufferPointer { samples in
                    guard let samples = samples.baseAddress else { return }
                    octave.respond(
                        to: samples + (frameCount * octave.hop - level.start), frameCount: count,
                        into: rows + offset + octave.bins.lowerBound, rowStride: binCount, scratch: &scratch)
                }
            }
        }
        frameCount = limit
        for level in levels.indices {
            var needed = frameCount * (transform.settings.hop >> level) - Self.margin(ofLevel: level, plan: plan)
            if level < plan.levelCount { needed = min(needed, 2 * levels[level + 1].end - plan.decimator.reach) }
            levels[level].drop(before: needed)
        }
    }
}

extension ConstantQ.Octave {
    /// The magnitudes of consecutive frames.
    ///
    /// - Parameters:
    ///   - samples: The sample on the first frame's centre; `taps` before and after each frame's centre are read.
    ///   - rows: The first frame's first bin of this octave.
    ///   - rowStride: From one frame's row to the next.
    func respond(
        to samples: UnsafePointer<Float>, frameCount: Int, into rows: UnsafeMutablePointer<Float>, rowStride: Int,
        scratch: inout [Float]
    ) {
        // Four frames at a time, each its sums and differences: [tap][sums of 4 frames, differences of 4 frames].
        if scratch.count < taps * 8 { scratch = [Float](repeating: 0, count: taps * 8) }
        scratch.withUnsafeMutableBufferPointer { room in
            guard let folded = room.baseAddress else { return }
            for first in stride(from: 0, to: frameCount, by: 4) {
                let frames = min(4, frameCount - first)
                for frame in 0..<4 {
                    // Past the last frame the last is taken again, so that there is one loop and no tail.
                    fold(samples + (first + min(frame, frames - 1)) * hop, into: folded + frame)
                }
                correlate(folded, frames: frames, into: rows + first * rowStride, rowStride: rowStride)
            }
        }
    }

    /// Folds the samples about the point half a sample after a frame's centre, where the kernels have theirs.
    @inline(__always)
    private func fold(_ centre: UnsafePointer<Float>, into folded: UnsafeMutablePointer<Float>) {
        for tap in 0..<taps - 1 {
            let after = centre[1 + tap]
            let before = centre[-tap]
            folded[tap * 8] = after + before
            folded[tap * 8 + 4] = after - before
        }
        // The kernels are periodic: their last pair is that of the two earliest samples.
        let tap = taps - 1
        folded[tap * 8] = centre[-taps] + centre[1 - taps]
        folded[tap * 8 + 4] = centre[-taps] - centre[1 - taps]
    }

    /// Four frames against every kernel.
    @inline(__always)
    private func correlate(
        _ folded: UnsafePointer<Float>, frames: Int, into rows: UnsafeMutablePointer<Float>, rowStride: Int
    ) {
        kernels.withUnsafeBufferPointer { all in
            guard var kernel = all.baseAddress.map({ UnsafeRawPointer($0) }) else { return }
            for group in stride(from: 0, to: bins.count, by: 4) {
                var re0 = SIMD4<Float>(), re1 = re0, re2 = re0, re3 = re0
                var im0 = re0, im1 = re0, im2 = re0, im3 = re0
                var sample = folded
                for _ in 0..<taps {
                    let real = kernel.loadUnaligned(as: SIMD4<Float>.self)
                    let imaginary = kernel.loadUnaligned(fromByteOffset: 16, as: SIMD4<Float>.self)
                    re0 += real * sample[0]
                    re1 += real * sample[1]
                    re2 += real * sample[2]
                    re3 += real * sample[3]
                    im0 += imaginary * sample[4]
                    im1 += imaginary * sample[5]
                    im2 += imaginary * sample[6]
                    im3 += imaginary * sample[7]
                    kernel += 32
                    sample += 8
                }
                let moduli = [
                    re0 * re0 + im0 * im0, re1 * re1 + im1 * im1, re2 * re2 + im2 * im2, re3 * re3 + im3 * im3,
                ]
                for frame in 0..<frames {
                    let modulus = moduli[frame].squareRoot()
                    for bin in group..<min(group + 4, bins.count) {
                        rows[frame * rowStride + bin] = modulus[bin - group] * gains[bin]
                    }
                }
            }
        }
    }
}
