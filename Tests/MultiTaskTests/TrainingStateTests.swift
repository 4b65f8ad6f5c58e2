import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

@Suite struct TrainingStateTests {
    #if !UNPOOLED
        /// In a process of its own, where nobody else takes memory, and on one thread, so that every step is like the last.
        @Test func aWarmStepTakesNoFreshMemory() async {
            await #expect(processExitsWith: .success) {
                setenv("OPENBLAS_NUM_THREADS", "1", 1)
                var generator = SeededGenerator(seed: 1)
                let description = ModelDescription(
                    network: NetworkSettings(channels: [8, 16, 24, 32], instrumentCount: 2),
                    instruments: [.cello, .flute])
                var state = TrainingState(
                    description: description,
                    parameters: ParameterSet(
                        initializing: MultiTaskNet(description.network).specifications, using: &generator),
                    settings: TrainingSettings())
                func random(_ shape: TensorShape) -> Tensor {
                    Tensor(
                        (0..<shape.elementCount).map { _ in Float.random(in: 0...1, using: &generator) }, shape: shape)
                }
                let batch = ClipSampler.Batch(
                    input: random([2, 88, 40, 1]),
                    targets: Targets(
                        roll: random([2, 88, 40, 2]), pitch: random([2, 88, 40]), instrument: random([2, 40, 2])))
                var fresh: [Int] = []
                for _ in 0..<4 {
                    _ = try state.step(batch, learningRate: 1e-3)
                    fresh.append(BufferPool.shared.current.fresh)
                }
                #expect(fresh[0] > 0)
                #expect(fresh[1] == fresh[2] && fresh[2] == fresh[3], "fresh buffers after each step: \(fresh)")
            }
        }
    #endif
}
