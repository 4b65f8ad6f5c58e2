import Foundation
import Tensor
import Testing

/// ``SGD``, ``Adam`` and ``AdamW`` against PyTorch (Tests/Reference/optimizers.py).
struct OptimizerTests {
    static let cases: [(name: String, rate: Float, optimizer: any Optimizer)] = [
        ("sgd.plain", 0.1, SGD()),
        ("sgd.momentum", 0.1, SGD(momentum: 0.9)),
        ("sgd.nesterov", 0.1, SGD(momentum: 0.9, isNesterov: true)),
        ("sgd.weight_decay", 0.1, SGD(weightDecay: 0.05)),
        ("sgd.momentum_decay", 0.05, SGD(momentum: 0.8, weightDecay: 0.05)),
        ("sgd.nesterov_decay", 0.05, SGD(momentum: 0.8, isNesterov: true, weightDecay: 0.05)),
        ("adam.plain", 0.01, Adam()),
        ("adam.settings", 0.02, Adam(firstDecay: 0.8, secondDecay: 0.95, epsilon: 1e-3, weightDecay: 0.1)),
        ("adamw.plain", 0.01, AdamW()),
        ("adamw.settings", 0.02, AdamW(firstDecay: 0.8, secondDecay: 0.95, epsilon: 1e-3, weightDecay: 0.2)),
    ]

    private let golden = GoldenSteps(file: "optimizers")

    @Test(arguments: cases.indices) func everyStepIsPyTorchs(index: Int) throws {
        var (name, rate, optimizer) = Self.cases[index]
        var parameters = try golden.start()
        for step in 1...5 {
            parameters = try optimizer.step(parameters, gradients: golden.arrays("grad\(step)"), learningRate: rate)
            for (key, expected) in try golden.arrays("\(name)/step\(step)") {
                expectClose(parameters[key], expected, tolerance: 1e-6, "\(name), step \(step), \(key)")
            }
        }
    }

    /// Stopped after each step, written to a checkpoint, and taken up by a fresh optimizer: the same bits.
    @Test(arguments: cases.indices) func aCheckpointGoesOnWhereItStood(index: Int) throws {
        let (_, rate, fresh) = Self.cases[index]
        try golden.expectResumes(fresh, rate: rate)
    }

    /// Sizes around the loops' groups of sixteen, and above the size from which they are split.
    @Test(arguments: [1, 15, 16, 17, 300_001]) func everyElementMoves(count: Int) throws {
        var generator = SeededGenerator(seed: 7)
        let model = [ParameterSpecification(name: "w", shape: [count], initializer: .uniform(bound: 1))]
        let parameters = ParameterSet(initializing: model, using: &generator)
        let gradient = randomTensor([count], seed: 8)
        for (name, rate, fresh) in Self.cases {
            var optimizer = fresh
            let found = optimizer.step(parameters, gradients: ["w": gradient], learningRate: rate)["w"].scalars
            // Each element by itself gives the same.
            for index in [0, count / 2, count - 1] {
                let one = [ParameterSpecification(name: "w", shape: [1], initializer: .constant(0))]
                let alone = try ParameterSet(one, values: ["w": Tensor([parameters["w"].scalars[index]], shape: [1])])
                var other = fresh
                let moved = other.step(
                    alone, gradients: ["w": Tensor([gradient.scalars[index]], shape: [1])], learningRate: rate)
                #expect(moved["w"].scalars[0] == found[index], "\(name), element \(index) of \(count)")
            }
        }
    }

    @Test func onlyWhatHasAGradientMoves() throws {
        for (_, rate, fresh) in Self.cases {
            var optimizer = fresh
            let before = try golden.start()
            let after = optimizer.step(before, gradients: ["w": .ones([3, 2])], learningRate: rate)
            expectSame(after["b"], before["b"])
            #expect(after["w"].scalars != before["w"].scalars)
            #expect(optimizer.state.keys.allSatisfy { $0.hasSuffix("/w") })
        }
    }

    @Test func statesOfAnotherModelAreRefused() throws {
        let parameters = try golden.start()
        var trained = Adam()
        _ = trained.step(parameters, gradients: try golden.arrays("grad1"), learningRate: 0.1)
        let good = trained.state
        #expect(good.count == 6)
        func problem(_ change: (inout [String: Tensor]) -> Void) -> OptimizerStateError? {
            var state = good
            change(&state)
            var optimizer = Adam()
            do {
                try optimizer.restore(state: state, for: parameters)
            } catch {
                #expect(optimizer.state.isEmpty)
                return error as? OptimizerStateError
            }
            return nil
        }
        #expect(problem { _ in } == nil)
        #expect(problem { $0["mean/x"] = Tensor(1) } == .unknown(name: "mean/x"))
        #expect(problem { $0["velocity/w"] = Tensor(1) } == .unknown(name: "velocity/w"))
        #expect(problem { $0["w"] = Tensor(1) } == .unknown(name: "w"))
        #expect(problem { $0["square/b"] = nil } == .missing(name: "square/b"))
        #expect(problem { $0["mean/b"] = .zeros([5]) } == .shape(name: "mean/b", found: [5], expected: [4]))
        #expect(problem { $0["steps/b"] = .zeros([1]) } == .shape(name: "steps/b", found: [1], expected: []))
        #expect(problem { $0["steps/b"] = Tensor(1.5) } == .steps(name: "steps/b", found: 1.5))
        #expect(problem { $0["steps/b"] = Tensor(0) } == .steps(name: "steps/b", found: 0))
        var plain = SGD()
        #expect(throws: OptimizerStateError.unknown(name: "velocity/w")) {
            try plain.restore(state: ["velocity/w": .zeros([3, 2])], for: parameters)
        }
    }
}
