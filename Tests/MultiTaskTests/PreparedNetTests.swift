import Testing

@testable import MultiTask
@testable import Tensor

/// The network for inference gives what the network gives, at any width and any number of frames.
@Suite struct PreparedNetTests {
    @Test(arguments: [
        (0.06, 17, NetworkSettings.Heads.logSumExp), (0.25, 16, .paper), (0.25, 33, .logSumExp),
        (0.5, 97, .logSumExp), (1, 40, .paper),
    ])
    func equalsTheNetwork(width: Double, frames: Int, heads: NetworkSettings.Heads) {
        let network = MultiTaskNet(NetworkSettings(width: width, instrumentCount: 9, heads: heads))
        let parameters = Self.parameters(network)
        var generator = SeededGenerator(seed: 2)
        let input = Tensor((0..<2 * 88 * frames).map { _ in generator.normal() }, shape: [2, 88, frames, 1])

        let expected = network(input, parameters: parameters)
        let prepared = PreparedNet(network, parameters: parameters)(input)

        for (actual, expected) in [
            (prepared.roll, expected.roll), (prepared.pitch, expected.pitch),
            (prepared.instrument, expected.instrument),
        ] {
            #expect(actual.shape == expected.shape)
            let greatest = expected.scalars.map(abs).max() ?? 0
            let difference = zip(actual.scalars, expected.scalars).map { abs($0 - $1) }.max() ?? .infinity
            #expect(difference <= 2e-5 * greatest)
        }
    }

    /// In bfloat16 logits differ a little; on a processor without it, not at all. The network's own forward, as training
    /// runs it, rounds as much.
    @Test func bfloat16() {
        let settings = NetworkSettings(width: 0.5, instrumentCount: 9, heads: .logSumExp)
        let network = MultiTaskNet(settings)
        let rounding = MultiTaskNet(settings, precision: .bfloat16)
        let parameters = Self.parameters(network)
        var generator = SeededGenerator(seed: 2)
        let input = Tensor((0..<88 * 97).map { _ in generator.normal() }, shape: [1, 88, 97, 1])

        let expected = PreparedNet(network, parameters: parameters)(input).roll.scalars
        let greatest = expected.map(abs).max() ?? 0
        for found in [
            PreparedNet(rounding, parameters: parameters)(input).roll, rounding(input, parameters: parameters).roll,
        ] {
            let differences = zip(found.scalars, expected).map { abs($0 - $1) }
            #expect(differences.reduce(0, +) / Float(differences.count) < 1e-2 * greatest)
            let isRounded = BFloat16Product.current(.bfloat16) != nil
            #expect((differences.max() ?? 0 > 1e-4 * greatest) == isRounded)
        }
    }

    /// Random weights, and running statistics that aren't those of a fresh layer.
    private static func parameters(_ network: MultiTaskNet) -> ParameterSet {
        var generator = SeededGenerator(seed: 1)
        let fresh = ParameterSet(initializing: network.specifications, using: &generator)
        var changes: [String: Tensor] = [:]
        for specification in network.specifications where specification.shape.rank == 1 {
            let isVariance = specification.name.hasSuffix("running_var")
            let values = (0..<specification.shape[0]).map { _ in generator.uniform() - (isVariance ? -0.5 : 0.5) }
            changes[specification.name] = Tensor(values, shape: specification.shape)
        }
        return fresh.replacing(changes)
    }
}
