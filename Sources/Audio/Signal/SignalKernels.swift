import AudioKernels
import Dispatch

/// The loops in C, chosen once: those for AVX-512, for AVX2, or for any processor.
struct SignalKernels: Sendable {
    /// The functions.
    let functions: ak_kernels

    /// What the processor does best.
    static let current = all.last ?? SignalKernels(functions: ak_plain().pointee)

    /// All that the processor has the instructions for, the best last.
    static var all: [SignalKernels] {
        [ak_plain(), ak_avx2(), ak_avx512()].compactMap { $0.map { SignalKernels(functions: $0.pointee) } }
    }

    /// Values that are worked at once.
    var lanes: Int { functions.lanes }
}

/// Memory for the loops of one thread, grown as needed.
struct Scratch: Sendable {
    private var values: [Float] = []

    /// Room for so many floats, undefined at first.
    mutating func withRoom<Result>(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result?) -> Result? {
        if values.count < count { values = [Float](repeating: 0, count: count) }
        return values.withUnsafeMutableBufferPointer { room in room.baseAddress.flatMap(body) }
    }
}

/// Pieces of work that may be done at once.
enum Pieces {
    /// Calls `body` for 0 ..< count, by some threads at once, or in order where there is one.
    ///
    /// - Parameter body: writes to no memory that another piece reads or writes.
    static func forEach(_ count: Int, threads: Int, scratch: inout [Scratch], body: (Int, inout Scratch) -> Void) {
        let workers = max(1, min(threads, count))
        while scratch.count < workers { scratch.append(Scratch()) }
        guard workers > 1 else {
            for index in 0..<count { body(index, &scratch[0]) }
            return
        }
        scratch.withUnsafeMutableBufferPointer { scratch in
            nonisolated(unsafe) let scratch = scratch
            withoutActuallyEscaping(body) { body in
                nonisolated(unsafe) let body = body
                DispatchQueue.concurrentPerform(iterations: workers) { worker in
                    // Every so-manieth piece: neighbours are alike in size.
                    for index in stride(from: worker, to: count, by: workers) { body(index, &scratch[worker]) }
                }
            }
        }
    }
}
