import Foundation

extension ConstantQ {
    /// The transform of sound as it comes, in blocks of any size.
    ///
    /// All frames together are the very bits of ``ConstantQ/magnitudes(of:threads:)``, which is made of this. Memory doesn't grow
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
        /// Whether rows are of real parts and then imaginary ones, rather than of magnitudes.
        private let isComplex: Bool
        /// How many threads may work at once, and samples that are worked at once.
        private let threads, blockSize: Int
        private var levels: [Level]
        private var scratch: [Scratch] = []

        /// Starts at sample 0.
        public init(_ transform: ConstantQ) {
            self.init(transform, isComplex: false, threads: 1, blockSize: 1 << 15)
        }

        /// - Parameter blockSize: enough to amortise the edges, few enough to stay in the cache.
        init(_ transform: ConstantQ, isComplex: Bool, threads: Int, blockSize: Int) {
            self.transform = transform
            self.isComplex = isComplex
            self.threads = threads
            self.blockSize = blockSize
            levels = Self.levels(of: transform.plan)
        }

        /// Values of a frame.
        private var rowCount: Int { transform.settings.binCount * (isComplex ? 2 : 1) }

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

        /// Forgets what lies before a position, some of it later, as those that remain are moved each time.
        mutating func drop(before position: Int) {
            guard position - start >= 2048 else { return }
            samples.removeFirst(min(position - start, samples.count))
            start = position
        }
    }

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
            let block = rest.prefix(blockSize)
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
        self = Self(transform, isComplex: isComplex, threads: threads, blockSize: blockSize)
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
        // Few pieces, as each has edges to lay out.
        let pieces = threads > 1 && last - first >= 4096 ? 2 * threads : 1
        let part = (last - first + pieces - 1) / pieces
        source.samples.withUnsafeBufferPointer { input in
            levels[level + 1].samples.withUnsafeMutableBufferPointer { output in
                guard let input = input.baseAddress, let output = output.baseAddress else { return }
                Pieces.forEach(pieces, threads: threads, scratch: &scratch) { piece, scratch in
                    let start = piece * part
                    decimator.decimate(
                        input + (2 * (first + start) - source.start), count: min(part, last - first - start),
                        into: output + old + start, scratch: &scratch)
                }
            }
        }
    }

    /// Computes the frames that are due up to (not including) `limit`, and forgets the samples that they alone needed.
    private mutating func emit(upTo limit: Int, to values: inout [Float]) {
        let plan = transform.plan
        let count = limit - frameCount
        guard count > 0 else { return }
        let offset = values.count
        values.append(contentsOf: repeatElement(0, count: count * rowCount))
        let imaginary = isComplex ? transform.settings.binCount : 0
        // Every octave of a stretch of frames is a piece.
        let stretches = threads > 1 ? min(threads, (count + 63) / 64) : 1
        let stretch = (count + stretches - 1) / stretches
        do {
            // Let go of before samples are dropped, else each would be copied.
            let (levels, start, rowCount) = (levels, frameCount, rowCount)
            values.withUnsafeMutableBufferPointer { rows in
                guard let rows = rows.baseAddress else { return }
                Pieces.forEach(stretches * plan.octaves.count, threads: threads, scratch: &scratch) { piece, scratch in
                    let octave = plan.octaves[piece / stretches]
                    let first = piece % stretches * stretch
                    let level = levels[octave.level]
                    level.samples.withUnsafeBufferPointer { samples in
                        guard let samples = samples.baseAddress, first < count else { return }
                        octave.respond(
                            to: samples + ((start + first) * octave.hop - level.start),
                            frameCount: min(stretch, count - first),
                            into: rows + offset + first * rowCount + octave.bins.lowerBound, rowStride: rowCount,
                            imaginary: imaginary, scratch: &scratch)
                    }
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
