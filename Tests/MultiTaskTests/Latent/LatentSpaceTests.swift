import Audio
import Foundation
import Tensor
import Testing

@testable import MultiTask

/// A made-up encoder whose columns are known sums: what was put in is found again.
@Suite struct LatentSpaceTests {
    private static let frameRate = 32.0
    /// What each descriptor adds to a column of 2 bands of 3 channels: piano, flute, notes, pitch.
    private static let known: [[Float]] = [
        [2, 0, 0, 0, 0, 0], [0, 3, 0, 0, 0, 0], [0, 0, 0.5, 0, 0, 0.5], [0, 0, 0, 0.1, 0, 0],
    ]

    /// Clips of four columns; `noise` is what no descriptor explains.
    private static func samples(noise: Float) -> LatentSamples {
        let instruments = [Instrument.nine[0], Instrument.nine[8]]
        var generator = SeededGenerator(seed: 3)
        var samples = LatentSamples(instruments: instruments, frameRate: frameRate)
        for _ in 0..<60 {
            var values: [Float] = []
            var notes: [ScoreNote] = []
            for column in 0..<4 {
                let players = [Bool.random(using: &generator), Bool.random(using: &generator)]
                let count = 1 + Int(generator.next() % 3)
                let lowest = 40 + Int(generator.next() % 30)
                var told = players.map { $0 ? Float(1) : 0 } + [0, 0]
                for (index, instrument) in instruments.enumerated() where players[index] {
                    for step in 0..<count {
                        notes.append(
                            ScoreNote(
                                pitch: lowest + step, onset: Double(column) / 2,
                                offset: Double(column + 1) / 2, program: instrument.programs[0]))
                    }
                }
                if players.contains(true) { told[2...] = [Float(count), Float(lowest) + Float(count - 1) / 2] }
                for cell in 0..<6 {
                    let sum = zip(told, known).reduce(Float(1)) { $0 + $1.0 * $1.1[cell] }
                    values.append(sum + Float.random(in: -noise...noise, using: &generator))
                }
            }
            samples.add(Latent(values: values, bandCount: 2, channelCount: 3), notes: notes)
        }
        return samples
    }

    @Test func directionsAreWhatDescriptorsAdd() throws {
        let space = try LatentSpace(Self.samples(noise: 0.01), componentCount: 4)
        #expect(space.descriptors == ["piano", "flute", "notes", "pitch"])
        for (name, known) in zip(space.descriptors, Self.known) {
            let found = try #require(space.direction(of: name))
            for (found, known) in zip(found, known) { #expect(abs(found - known) < 0.02, "\(name)") }
        }
        #expect(space.direction(of: "organ") == nil)
    }

    @Test func whatColumnsTellIsReadFromThem() throws {
        let clear = try LatentSpace(Self.samples(noise: 0.01), componentCount: 4)
        #expect(clear.determinations.allSatisfy { $0 > 0.98 })
        #expect(abs(clear.varianceShares.reduce(0, +) - 1) < 1e-3)
        #expect(clear.componentCount(forShare: 0.1) == 1 && clear.componentCount(forShare: 2) == nil)
        let loud = try LatentSpace(Self.samples(noise: 100), componentCount: 4)
        #expect(loud.determinations.allSatisfy { $0 < 0.2 })
    }

    @Test func aFileHoldsAllOfIt() throws {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let space = try LatentSpace(Self.samples(noise: 0.1), componentCount: 3)
        let url = folder.appendingPathComponent("space.safetensors")
        try space.write(to: url)
        #expect(try LatentSpace(contentsOf: url) == space)
    }

    @Test func anotherFileIsRefusedWithASentence() throws {
        let folder = try TestSounds.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("weights.safetensors")
        try TestSounds.randomModel().write(to: url, precision: .float16)
        #expect {
            try LatentSpace(contentsOf: url)
        } throws: { error in
            "\(error)".hasSuffix("it has no description of a latent space, as `pitchstreamer latent` writes it.")
        }
    }
}
