import Audio
import Foundation
import Tensor
import Testing

@testable import MultiTask

/// Bad input, line by line, as the command line takes it: status 3, one sentence with the file's name, and nothing
/// written.
@Suite struct BadInputTests {
    private let folder: ScratchFolder
    private let weights: String

    init() throws {
        folder = try ScratchFolder()
        weights = try TestWeights.pianoEverywhere().path(in: folder)
    }

    /// Transcribes a file of these bytes and expects the error.
    private func expectError(
        _ name: String, _ bytes: Data?, _ words: String, at location: SourceLocation = #_sourceLocation
    ) throws {
        if let bytes { try folder.file(name, bytes) }
        let before = folder.contents
        for arguments in [["transcribe", "-o", folder.path("a.mid")], ["recognize"]] {
            try Tool.run(arguments + [folder.path(name), "--weights", weights])
                .expectInputError(naming: name, words, at: location)
        }
        #expect(folder.contents == before, sourceLocation: location)
    }

    private static func encoded(_ format: AudioFileFormat) throws -> Data {
        try AudioFile.encode(TestSounds.tone(), as: format)
    }

    // MARK: - Sound

    @Test func aMissingFile() throws { try expectError("missing.wav", nil, "no such file") }

    @Test func aFolder() throws {
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("sub.wav"), withIntermediateDirectories: true)
        try expectError("sub.wav", nil, "folder")
    }

    @Test func anEmptyFile() throws { try expectError("empty.wav", Data(), "empty") }

    @Test func nothingOnStandardInput() throws {
        try Tool.run(["transcribe", "-", "--weights", weights], input: Data())
            .expectInputError(naming: "standard input", "empty")
    }

    @Test func textCalledWAV() throws {
        let text = String(repeating: "These are words and no sound at all.\n", count: 50)
        try expectError("text.wav", Data(text.utf8), "sound format")
    }

    @Test(arguments: [(AudioFileFormat.wav16, "wav"), (.flac16, "flac"), (.mp3, "mp3")])
    func aTruncatedFile(format: AudioFileFormat, ending: String) throws {
        let bytes = try Self.encoded(format)
        try expectError("cut.\(ending)", bytes.prefix(bytes.count / 2), "truncated")
    }

    @Test func aHeaderThatClaims2To32Frames() throws {
        try expectError(
            "vast.wav", TestSounds.wav([0, 0, 0, 0], claiming: .max, bits: 8), "claims 4294967295 frames")
        var flac = try Self.encoded(.flac16)
        flac[21] |= 1
        try expectError("vast.flac", flac, "claims 42949")
    }

    @Test func zeroChannels() throws {
        try expectError("none.wav", TestSounds.wav([0, 0], channels: 0), "0 channels")
    }

    @Test func thirtyTwoChannels() throws {
        let samples = [UInt8](repeating: 0, count: 640)
        try expectError("many.wav", TestSounds.wav(samples, channels: 32), "32 channels")
    }

    @Test(arguments: [Float.nan, .infinity])
    func samplesThatAreNoNumbers(sample: Float) throws {
        var samples = [Float](repeating: 0.1, count: 30_000)
        samples[20_000] = sample
        try expectError("wild.wav", TestSounds.floatWAV(samples), "sample 20000")
    }

    @Test(arguments: [8 as UInt32, 768_000])
    func sampleRatesOutOfBounds(rate: UInt32) throws {
        try expectError("rate.wav", TestSounds.wav([0, 0, 0, 0], rate: rate), "\(rate) Hz")
    }

    // MARK: - Weights

    /// Transcribes a good file with bad weights and expects the error; `info` says the same.
    private func expectError(
        weights bytes: Data, _ words: String, at location: SourceLocation = #_sourceLocation
    ) throws {
        let song = try folder.file("song.wav", AudioFile.encode(TestSounds.tone(), as: .wav16)).path
        let bad = try folder.file("bad.safetensors", bytes).path
        let before = folder.contents
        try Tool.run(["transcribe", song, "--weights", bad, "-o", folder.path("a.mid")])
            .expectInputError(naming: "bad.safetensors", words, at: location)
        try Tool.run(["info", bad]).expectInputError(naming: "bad.safetensors", words, at: location)
        #expect(folder.contents == before, sourceLocation: location)
    }

    /// A safetensors file by its header's own words.
    private static func safetensors(_ header: String, bytes: Int = 8, length: UInt64? = nil) -> Data {
        var data = Data()
        data.append(little: length ?? UInt64(header.utf8.count))
        return data + Data(header.utf8) + Data(count: bytes)
    }

    @Test func weightsWhoseHeaderIsBroken() throws {
        try expectError(weights: Data(), "8 bytes")
        try expectError(weights: Self.safetensors("{}", length: 1 << 40), "header")
        try expectError(weights: Self.safetensors("{\"a\":"), "bad.safetensors")
        let entry = #""dtype":"F32","shape":[1],"data_offsets""#
        try expectError(weights: Self.safetensors("{\"a\":{\(entry):[0,4]},\"b\":{\(entry):[2,6]}}"), "bad.safetensors")
        try expectError(
            weights: Self.safetensors(#"{"a":{"dtype":"F7","shape":[1],"data_offsets":[0,8]}}"#), "F7")
    }

    /// Good weights, spoilt.
    private func spoilt(_ change: (inout SafeTensors) throws -> Void) throws -> Data {
        var file = try TestWeights.pianoEverywhere().file()
        try change(&file)
        return try Data(file.bytes())
    }

    @Test func weightsThatAreOfAnotherNetwork() throws {
        try expectError(weights: spoilt { $0.tensors["encode.bn.bias"] = nil }, "encode.bn.bias")
        try expectError(weights: spoilt { $0.tensors["encode.bn.extra"] = Tensor(1) }, "encode.bn.extra")
        try expectError(weights: spoilt { $0.tensors["encode.bn.bias"] = .zeros([7]) }, "[7]")
        // Without a description they should be the paper's.
        try expectError(weights: spoilt { $0.metadata = [:] }, "shape")
    }

    /// Good weights with a spoilt description.
    private func spoilt(description change: (inout ModelDescription) -> Void) throws -> Data {
        try spoilt { file in
            var description = try TestWeights.pianoEverywhere().description
            change(&description)
            file.metadata[ModelDescription.metadataKey] = try description.json()
        }
    }

    @Test func weightsThatContradictThemselves() throws {
        try expectError(
            weights: spoilt { $0.instruments.append(.flute) }, "names 3 instruments but has 2 output channels")
        try expectError(weights: spoilt { $0.instruments[1] = .piano }, "names")
        try expectError(weights: spoilt { $0.network.channels = [2, 2] }, "channels")
        try expectError(weights: spoilt { $0.network.channels[0] = -2 }, "channels")
        try expectError(weights: spoilt { $0.thresholds.instruments.removeLast() }, "thresholds")
        try expectError(weights: spoilt { $0.features.mean.removeLast() }, "statistics")
        try expectError(weights: spoilt { $0.features.constantQ.hop = 0 }, "features")
        try expectError(weights: spoilt { $0.features.range = 0 }, "range")
        try expectError(weights: spoilt { $0.version = 2 }, "version 2")
        try expectError(weights: spoilt { $0.metadata["multitask"] = "a network" }, "description")
        try expectError(
            weights: spoilt { file in
                let text = file.metadata["multitask"] ?? ""
                file.metadata["multitask"] = text.replacingOccurrences(of: "\"programs\":[40]", with: "\"programs\":[]")
            }, "programs")
    }

    // MARK: - Outputs

    private func song() throws -> String {
        try folder.file("song.wav", AudioFile.encode(TestSounds.tone(), as: .wav16)).path
    }

    @Test func anOutputFolderThatIsNotThere() throws {
        let song = try song()
        let before = folder.contents
        // The good one isn't written either.
        for arguments in [
            ["transcribe", song, "--weights", weights, "-o", folder.path("a.mid"), "-o", folder.path("no/a.json")],
            ["features", song, "-o", folder.path("no/a.json")],
        ] {
            try Tool.run(arguments).expectInputError(naming: "no/a.json", "no folder")
        }
        #expect(folder.contents == before)
    }

    @Test func anUnwritableOutput() throws {
        let song = try song()
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("sub.mid"), withIntermediateDirectories: true)
        let before = folder.contents
        for (path, words) in [(folder.path("sub.mid"), "folder"), ("/proc/a.mid", "can't be written")] {
            try Tool.run(["transcribe", song, "--weights", weights, "-o", path]).expectInputError(naming: path, words)
        }
        #expect(folder.contents == before)
    }

    // A sanitizer writes files of its own.
    #if !SANITIZED
        /// A process that may write no more than 4 kB in one file stands for a full disk.
        @Test func aFullDisk() throws {
            let song = try song()
            try folder.file("kept.json", Data("kept".utf8))
            let before = folder.contents
            for (name, arguments) in [
                ("a.png", ["transcribe", song, "--weights", weights]),
                ("kept.json", ["transcribe", song, "--weights", weights]),
                ("a.npy", ["features", song]),
            ] {
                try Tool.run(arguments + ["-o", folder.path(name)], largestFile: 8)
                    .expectInputError(naming: name, "file too large")
            }
            #expect(folder.contents == before)
            #expect(try Data(contentsOf: folder.url.appendingPathComponent("kept.json")) == Data("kept".utf8))
        }
    #endif

    @Test func aFullStandardOutput() throws {
        let outcome = try Tool.run(["transcribe", song(), "--weights", weights, "-o", "-"], output: "/dev/full")
        outcome.expectInputError(naming: "standard output", "no space left")
    }
}
