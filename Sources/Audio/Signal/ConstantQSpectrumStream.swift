extension ConstantQ {
    /// The complex values of sound as it comes, in blocks of any size: ``ConstantQ/Stream`` with phases.
    ///
    /// All frames together are the very bits of ``ConstantQ/spectrum(of:threads:)``.
    ///
    /// ```swift
    /// var stream = ConstantQ.SpectrumStream(transform)
    /// while let block = microphone.next() { use(stream.append(block)) }
    /// use(stream.finish())
    /// ```
    public struct SpectrumStream: Sendable {
        private var stream: Stream

        /// Starts at sample 0.
        public init(_ transform: ConstantQ) {
            stream = Stream(transform, isComplex: true, threads: 1, blockSize: 1 << 15)
        }

        /// The transform.
        public var transform: ConstantQ { stream.transform }

        /// Samples taken in since the start.
        public var sampleCount: Int { stream.sampleCount }

        /// Frames given out since the start.
        public var frameCount: Int { stream.frameCount }

        /// Frame `t` is given out as soon as sample `t · hop + latency − 1` has come.
        public var latency: Int { stream.latency }

        /// Takes in samples, and gives the frames that they complete, often none.
        public mutating func append(_ samples: [Float]) -> ComplexSpectrogram {
            var values: [Float] = []
            samples.withUnsafeBufferPointer { stream.append($0, to: &values) }
            return transform.complexSpectrogram(values)
        }

        /// Gives the frames still due, with silence after the last sample, and starts anew.
        ///
        /// - Returns: As many frames as make `sampleCount / hop + 1` of all.
        public mutating func finish() -> ComplexSpectrogram {
            var values: [Float] = []
            stream.finish(to: &values)
            return transform.complexSpectrogram(values)
        }
    }
}
