extension Resampler {
    /// Resamples sound that comes in blocks of any size.
    ///
    /// The blocks that it returns, joined, are what ``Resampler/resample(_:)`` makes of the whole. Positions are
    /// counted in frames, so nothing drifts. A stream belongs to one task at a time.
    ///
    /// ```swift
    /// let stream = resampler.makeStream(channelCount: 2)
    /// for block in blocks { use(stream.append(block)) }
    /// use(stream.finish())
    /// ```
    public final class Stream {
        /// The rates and the quality.
        public let resampler: Resampler
        /// The frames taken in so far.
        public private(set) var inputFrameCount = 0
        /// The frames given out so far.
        public private(set) var outputFrameCount = 0

        private let channelCount: Int
        /// One engine for each channel; none where the rates are equal.
        private let engines: [SoxrChannel]
        private var isFinished = false

        /// - Precondition: at least one channel.
        public init(_ resampler: Resampler, channelCount: Int = 1) {
            precondition(channelCount > 0, "Resampler.Stream: \(channelCount) channels")
            self.resampler = resampler
            self.channelCount = channelCount
            let isIdentity = resampler.inputRate == resampler.outputRate
            engines = (0..<(isIdentity ? 0 : channelCount)).map { _ in
                let engine = SoxrChannel(
                    from: resampler.inputRate, to: resampler.outputRate, quality: resampler.quality)
                // The rates were checked by the resampler, so only memory can be lacking.
                guard let engine else { preconditionFailure("Resampler.Stream: no memory for the filters") }
                return engine
            }
        }

        /// Takes the next frames in and gives out those that are ready, of which there may be none at first.
        ///
        /// - Precondition: the resampler's input rate, the stream's number of channels, and not after ``finish()``.
        public func append(_ buffer: AudioBuffer) -> AudioBuffer {
            precondition(!isFinished, "Resampler.Stream.append: the stream is finished")
            precondition(
                buffer.channels.count == channelCount && buffer.sampleRate == resampler.inputRate,
                "Resampler.Stream.append: \(buffer.channels.count) channels at \(buffer.sampleRate) Hz, where the "
                    + "stream has \(channelCount) at \(resampler.inputRate) Hz")
            inputFrameCount += buffer.frameCount
            let output = engines.isEmpty ? buffer.channels : process(buffer.channels)
            outputFrameCount += output[0].count
            return AudioBuffer(channels: output, sampleRate: resampler.outputRate)
        }

        /// Takes the next samples of one channel in and gives out those that are ready.
        public func append(_ samples: [Float]) -> [Float] {
            append(AudioBuffer(samples: samples, sampleRate: resampler.inputRate)).samples
        }

        /// Ends the sound and gives out the rest, so that in all there are `ceil(n * to / from)` frames.
        public func finish() -> AudioBuffer {
            precondition(!isFinished, "Resampler.Stream.finish: the stream is finished already")
            isFinished = true
            let missing = resampler.outputFrameCount(inputFrameCount) - outputFrameCount
            var output = [[Float]](repeating: [], count: channelCount)
            if !engines.isEmpty, missing > 0 {
                // libsoxr rounds the length to nearest; silence behind the end makes sure of the last frame.
                let padding = Int((resampler.inputRate / resampler.outputRate).rounded(.up)) + 1
                output = process([[Float]](repeating: [Float](repeating: 0, count: padding), count: channelCount))
                for (index, engine) in engines.enumerated() {
                    engine.process(nil, into: &output[index])
                    let excess = output[index].count - missing
                    if excess > 0 { output[index].removeLast(excess) }
                }
            }
            outputFrameCount += output[0].count
            return AudioBuffer(channels: output, sampleRate: resampler.outputRate)
        }

        private func process(_ channels: [[Float]]) -> [[Float]] {
            zip(engines, channels).map { engine, samples in
                var output: [Float] = []
                output.reserveCapacity(resampler.outputFrameCount(samples.count) + 512)
                samples.withUnsafeBufferPointer { if !$0.isEmpty { engine.process($0, into: &output) } }
                return output
            }
        }
    }
}
