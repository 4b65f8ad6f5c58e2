import CSoxr

/// The keyhole to libsoxr: the only file that sees it. One channel of floats, in blocks.
final class SoxrChannel {
    private let handle: soxr_t
    private let ratio: Double

    /// Nil if the library refuses the ratio or has no memory.
    init?(from: Double, to: Double, quality: Resampler.Quality) {
        let recipe =
            switch quality {
            case .quick: SOXR_QQ
            case .low: SOXR_LQ
            case .medium: SOXR_MQ
            case .high: SOXR_20_BITQ
            case .veryHigh: SOXR_28_BITQ
            }
        // The finer clock keeps ratios such as 44100 : 44099 from drifting over hours.
        let flags = UInt(SOXR_ROLLOFF_SMALL) | UInt(SOXR_HI_PREC_CLOCK)
        var specification = soxr_quality_spec(UInt(recipe), flags)
        var types = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
        var runtime = soxr_runtime_spec(1)
        var failure: soxr_error_t?
        guard let handle = soxr_create(from, to, 1, &failure, &types, &specification, &runtime), failure == nil
        else { return nil }
        self.handle = handle
        ratio = to / from
    }

    deinit { soxr_delete(handle) }

    /// Takes samples in and appends what comes out. Nil is the end of the sound and brings out the rest.
    func process(_ input: UnsafeBufferPointer<Float>?, into output: inout [Float]) {
        guard let input else { return processBlock(nil, into: &output) }
        // libsoxr queues all that it is given at once; in pieces, the queue stays small and in the cache.
        for start in stride(from: 0, to: input.count, by: Self.blockLength) {
            let block = input[start..<min(start + Self.blockLength, input.count)]
            processBlock(UnsafeBufferPointer(rebasing: block), into: &output)
        }
    }

    private static let blockLength = 8192

    private func processBlock(_ input: UnsafeBufferPointer<Float>?, into output: inout [Float]) {
        var consumed = 0
        let total = input?.count ?? 0
        // What the input will make, and a little for what waits inside; when it is full there is another round.
        let room = Int(Double(total) * ratio) + 256
        while true {
            var taken = 0
            var made = 0
            let source = input.flatMap { $0.baseAddress }.map { $0 + consumed }
            let before = output.count
            output.append(contentsOf: repeatElement(0, count: room))
            output.withUnsafeMutableBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return }
                _ = soxr_process(handle, source, total - consumed, &taken, start + before, room, &made)
            }
            output.removeLast(room - made)
            consumed += taken
            // A full block may have more behind it; one that isn't full is the end of this input. Nothing moves only
            // after a failure, which would repeat itself.
            if made < room, consumed >= total || taken == 0 { return }
        }
    }
}
