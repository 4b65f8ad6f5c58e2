import Testing

@testable import Tensor

/// ``Muon`` against PyTorch (Tests/Reference/muon.py).
struct MuonTests {
    static let cases: [(name: String, rate: Float, optimizer: Muon)] = [
        ("plain", 0.02, Muon(leastSide: 2)),
        ("settings", 0.05, Muon(momentum: 0.8, iterations: 3, weightDecay: 0.2, leastSide: 2)),
    ]

    private let golden = GoldenSteps(file: "muon")

    /// Tall and wide matrices, a kernel, and a bias, which goes by AdamW.
    @Test(arguments: cases.indices) func everyStepIsPyTorchs(index: Int) throws {
        var (name, rate, optimizer) = Self.cases[index]
        var parameters = try golden.start()
        for step in 1...5 {
            parameters = try optimizer.step(parameters, gradients: golden.arrays("grad\(step)"), learningRate: rate)
            for (key, expected) in try golden.arrays("\(name)/step\(step)") {
                expectClose(parameters[key], expected, tolerance: 2e-6, "\(name), step \(step), \(key)")
            }
        }
    }

    @Test func aCheckpointGoesOnWhereItStood() throws {
        let (_, rate, fresh) = Self.cases[0]
        try golden.expectResumes(fresh, rate: rate)
    }

    /// However unequal a gradient's directions, the step's are nearly equal.
    @Test(arguments: [[40, 16], [16, 40], [24, 24]]) func stepsAreOfOneLengthInEveryDirection(shape: [Int]) throws {
        let (rows, columns) = (shape[0], shape[1])
        let scale = Tensor((0..<columns).map { 1 / Float(1 + $0) }, shape: [1, columns])
        let gradient = randomTensor([rows, columns], seed: 5) * scale
        let lengths = try LinearAlgebra.svd(gradient).values.scalars
        #expect((lengths.max() ?? 0) > 20 * (lengths.min() ?? 1))
        let even = try LinearAlgebra.svd(Muon.orthogonalized(gradient, iterations: 5)).values.scalars
        #expect(even.allSatisfy { 0.5...1.3 ~= $0 }, "\(even)")
    }

    /// What is too small for a matrix goes by ``AdamW``, and so does every vector.
    @Test func smallMatricesGoByAdamW() throws {
        var (muon, adamW) = (Muon(leastSide: 100), AdamW())
        let gradients = try golden.arrays("grad1")
        let found = try muon.step(golden.start(), gradients: gradients, learningRate: 0.1)
        let expected = try adamW.step(golden.start(), gradients: gradients, learningRate: 0.1)
        for (name, value) in expected.dictionary { expectSame(found[name], value) }
        #expect(Set(muon.state.keys) == Set(adamW.state.keys))
    }

    @Test func statesOfAnotherOptimizerAreRefused() throws {
        let parameters = try golden.start()
        var trained = Muon(leastSide: 2)
        _ = trained.step(parameters, gradients: try golden.arrays("grad1"), learningRate: 0.1)
        let good = trained.state
        #expect(
            Set(good.keys) == [
                "velocity/tall", "velocity/wide", "velocity/kernel", "mean/bias", "square/bias", "steps/bias",
            ])
        func problem(_ change: (inout [String: Tensor]) -> Void) -> OptimizerStateError? {
            var state = good
            change(&state)
            var optimizer = Muon(leastSide: 2)
            do {
                try optimizer.restore(state: state, for: parameters)
            } catch {
                return error as? OptimizerStateError
            }
            return nil
        }
        #expect(problem { _ in } == nil)
        #expect(problem { $0["velocity/x"] = .zeros([7, 3]) } == .unknown(name: "velocity/x"))
        #expect(problem { $0["velocity/bias"] = .zeros([4]) } == .unknown(name: "velocity/bias"))
        #expect(problem { $0["square/bias"] = nil } == .missing(name: "square/bias"))
        #expect(
            problem { $0["velocity/tall"] = .zeros([3, 7]) }
                == .shape(name: "velocity/tall", found: [3, 7], expected: [7, 3]))
    }
}
