import Testing

@testable import MultiTask
@testable import Tensor

/// The same weights, multiplied in other numbers.
@Suite struct PrecisionTests {
    @Test func isAnOptionOfBothFrontDoors() throws {
        let sound = TestSounds.rendering(TestSounds.phrase)
        let exact = try PitchStreamer()
        let quick = try PitchStreamer(options: .init(precision: .bfloat16))
        let (expected, found) = (try exact.predict(sound), try quick.predict(sound))
        let differences = zip(found.instrument + found.pitch, expected.instrument + expected.pitch)
            .map { abs($0 - $1) }
        #expect(differences.reduce(0, +) / Float(differences.count) < 1e-3)
        let isRounded = BFloat16Product.current(.bfloat16) != nil
        #expect((differences.max() ?? 0 > 1e-5) == isRounded)

        let recognizer = try InstrumentRecognizer(options: .init(precision: .bfloat16))
        #expect(
            try recognizer.recognize(sound).segments.map(\.instrument)
                == exact.transcribe(sound).segments.map(\.instrument))
    }

    /// Weights that are shared are multiplied as each front door says.
    @Test func isEachFrontDoorsOwn() throws {
        let exact = PitchStreamer(model: TestSounds.randomModel(), options: .init())
        let quick = InstrumentRecognizer(sharing: exact, options: .init(precision: .bfloat16))
        #expect(quick.listener.model.precision == .bfloat16)
        #expect(PitchStreamer(sharing: quick).listener.model.precision == .single)
        #expect(exact.listener.model.precision == .single)
    }

    /// Training steps in either go the same way; in a run's settings it stands by name.
    @Test func training() throws {
        var generator = SeededGenerator(seed: 5)
        let input = Tensor((0..<2 * 88 * 32).map { _ in generator.normal() }, shape: [2, 88, 32, 1])
        let silence = Targets(
            roll: .zeros([2, 88, 32, 9]), pitch: .zeros([2, 88, 32]), instrument: .zeros([2, 32, 9]))
        let batch = ClipSampler.Batch(input: input, targets: silence)
        var losses: [[Float]] = []
        for precision in Precision.allCases {
            var description = ModelDescription.paper
            description.network = NetworkSettings(width: 0.5, instrumentCount: 9, heads: .logSumExp)
            var start = SeededGenerator(seed: 7)
            var state = TrainingState(
                description: description,
                parameters: ParameterSet(
                    initializing: MultiTaskNet(description.network).specifications, using: &start),
                settings: TrainingSettings(batchSize: 2, clipFrames: 32, optimizer: .adamW, precision: precision))
            losses.append(
                try (0..<4).map { _ in try state.step(batch, learningRate: 1e-3).instrument })
        }
        #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < 0.02 * abs($0) }, "\(losses)")
        #expect((losses[0] != losses[1]) == (BFloat16Product.current(.bfloat16) != nil))
    }
}
