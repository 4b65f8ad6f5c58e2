import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// The number of threads changes no bit, of a batch's inference or of training; `ThreadCountTests` has one clip's.
@Suite struct ThreadsTests {
    @Test func aBatchAndTrainingGiveTheSameBits() async throws {
        let one = try await Self.bits(threads: 1)
        #expect(one.count == 1 + 2)
        for threads in [2, 3] { #expect(try await Self.bits(threads: threads) == one, "\(threads) threads") }
    }

    /// A sum over the bits of what the network infers from five clips at full width, and the losses of two steps; the
    /// second follows from every weight. Each in a process of its own, as threads are counted once.
    private static func bits(threads: Int) async throws -> [Substring] {
        let result = try await #require(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) { [threads] in
            setenv("OPENBLAS_NUM_THREADS", "\(threads)", 1)
            var network = NetworkBenchmark(clips: 5, frames: 33)
            try #require(EngineDescription.current.threads == threads)
            let sum = network.infer().scalars.reduce(UInt64(14_695_981_039_346_656_037)) {
                ($0 ^ UInt64($1.bitPattern)) &* 1_099_511_628_211
            }
            print("bits \(sum)")
            for _ in 0..<2 { print("bits \(try network.train().bitPattern)") }
        }
        return String(decoding: result.standardOutputContent, as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("bits ") }
    }
}
