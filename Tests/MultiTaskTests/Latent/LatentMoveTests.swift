import Audio
import Tensor
import Testing

@testable import MultiTask

/// Something is done to Z between the encoder and the decoder.
@Suite struct LatentMoveTests {
    private let model = TestSounds.randomModel()
    private let audio = TestSounds.rendering(TestSounds.phrase)

    private func hear(_ move: LatentMove?) throws -> (prediction: Prediction, latent: Latent) {
        let streamer = PitchStreamer(model: move.map(model.moving) ?? model, options: .init(keep: .latent))
        let latent = try #require(try streamer.transcribe(audio).posteriors?.latent)
        return (try streamer.predict(audio), latent)
    }

    @Test func nothingMovesByNothing() throws {
        let move = LatentMove(size: model.description.network.latentSize)
        let (moved, unmoved) = (try hear(move), try hear(nil))
        #expect(moved.prediction == unmoved.prediction && moved.latent == unmoved.latent)
    }

    @Test func everyColumnIsMoved() throws {
        var direction = [Float](repeating: 0, count: model.description.network.latentSize)
        direction[9] = 2  // the second band's second channel of eight
        var move = LatentMove(size: direction.count)
        move.add(direction, times: 1)
        move.add(direction, times: 0.5)
        let (moved, unmoved) = (try hear(move), try hear(nil))
        #expect(moved.prediction != unmoved.prediction)
        for (cell, (moved, unmoved)) in zip(moved.latent.values, unmoved.latent.values).enumerated() {
            #expect(abs(moved - unmoved - (cell % direction.count == 9 ? 3 : 0)) < 1e-5)
        }
    }

    /// What the skips' kernels are doesn't matter where they see zeros.
    @Test func withoutSkipsAllComesFromZ() throws {
        var values = model.parameters.dictionary
        for (name, value) in values where name.hasPrefix("encode.conv") && name.hasSuffix("weight") {
            values[name] = value * 3
        }
        let other = Model(
            description: model.description,
            parameters: try ParameterSet(model.network.specifications, values: values))
        func hear(_ model: Model, keepsSkips: Bool) throws -> Prediction {
            let move = LatentMove(size: model.description.network.latentSize, keepsSkips: keepsSkips)
            return try PitchStreamer(model: model.moving(move), options: .init()).predict(audio)
        }
        #expect(try hear(model, keepsSkips: false) == hear(other, keepsSkips: false))
        #expect(try hear(model, keepsSkips: true) != hear(other, keepsSkips: true))
        #expect(try hear(model, keepsSkips: false) != hear(model, keepsSkips: true))
    }
}
