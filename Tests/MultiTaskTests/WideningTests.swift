import Tensor
import Testing

@testable import MultiTask

/// ``Widening``: the wider network computes what the narrow one did, and its new channels learn.
@Suite struct WideningTests {
    private let narrow = NetworkSettings(channels: [2, 4, 6, 8], instrumentCount: 3)
    private let wide = NetworkSettings(channels: [4, 4, 10, 12], lastHiddenChannels: 6, instrumentCount: 3)

    /// Weights of which none is what a layer begins with, running statistics included.
    private func weights(_ settings: NetworkSettings, seed: UInt64) -> ParameterSet {
        var generator = SeededGenerator(seed: seed)
        let fresh = ParameterSet(initializing: MultiTaskNet(settings).specifications, using: &generator)
        return fresh.replacing(
            fresh.dictionary.mapValues { value in
                Tensor(value.scalars.map { $0 + 0.3 * generator.uniform() }, shape: value.shape)
            })
    }

    private func widened() throws -> (narrow: ParameterSet, wide: ParameterSet) {
        let (given, fresh) = (weights(narrow, seed: 1), weights(wide, seed: 2))
        let widening = try #require(Widening(from: narrow, to: wide))
        var arrays: [String: Tensor] = [:]
        for (name, value) in fresh.dictionary {
            let array = widening.array(name, given: given[name], fresh: value)
            let grown = try #require(array, "\(name)")
            arrays[name] = grown
        }
        return (given, fresh.replacing(arrays))
    }

    /// The greatest difference of logits, as a share of the greatest logit.
    private func difference(_ found: NetworkOutput, _ expected: NetworkOutput) -> Float {
        let greatest = expected.roll.scalars.map(abs).max() ?? 0
        let differences = zip(found.roll.scalars, expected.roll.scalars).map { abs($0 - $1) }
        return (differences.max() ?? .infinity) / greatest
    }

    private let input = Tensor(
        (0..<2 * 88 * 20).map { Float(($0 * 7919) % 1000) / 500 - 1 }, shape: [2, 88, 20, 1])

    @Test func theWiderNetworkComputesTheSame() throws {
        let (given, grown) = try widened()
        let expected = MultiTaskNet(narrow)(input, parameters: given)
        let found = MultiTaskNet(wide)(input, parameters: grown)
        #expect(difference(found, expected) <= 1e-5)
    }

    /// In training too, where batch normalisation takes each channel's statistics by itself.
    @Test func itComputesTheSameInTraining() throws {
        let (given, grown) = try widened()
        let expected = MultiTaskNet(narrow)(input, parameters: given, recorder: StatisticsRecorder())
        let found = MultiTaskNet(wide)(input, parameters: grown, recorder: StatisticsRecorder())
        #expect(difference(found, expected) <= 1e-4)
    }

    /// What comes from an added channel is zero at first, but not what makes it, nor the gradient that will change it.
    @Test func addedChannelsLearn() throws {
        let (_, grown) = try widened()
        let tracked = grown.tracked()
        let output = MultiTaskNet(wide)(input, parameters: tracked, recorder: StatisticsRecorder())
        let gradients = tracked.gradients(in: (output.roll * output.roll).mean().backward())
        let name = "encode.block1.conv2.weight"
        // (O, I, 3, 3) with 4 × 4 channels, of which 2 × 2 are the narrow network's.
        let fromAdded = (0..<2).flatMap { output in (2..<4).map { input in (output * 4 + input) * 9 } }
        let (values, slopes) = (grown[name].scalars, try #require(gradients[name]).scalars)
        #expect(fromAdded.allSatisfy { values[$0] == 0 && slopes[$0] != 0 })
        #expect(values[2 * 4 * 9] != 0)
    }

    @Test func narrowerNetworksAndOtherInstrumentsHaveNoPlaceForTheWeights() throws {
        #expect(Widening(from: wide, to: narrow) == nil)
        let widening = try #require(Widening(from: narrow, to: wide))
        let name = "decode.d_block4.conv1d.weight"
        #expect(widening.array(name, given: .zeros([1, 5, 3, 3]), fresh: .zeros([6, 3, 3, 3])) == nil)
    }
}
