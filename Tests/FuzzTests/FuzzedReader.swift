import Audio
import Foundation
import Tensor

/// One of the package's doors: a reader of files that strangers wrote, as the fuzzers drive it.
struct FuzzedReader: Sendable {
    /// What a case is called by, and the ending of the file that it would be.
    let name: String
    /// The endings of the good files that are damaged; each is among the golden files of the tests.
    let endings: [String]
    /// Whether the format carries checksums that hide damage, and how they are made right again.
    let repair: @Sendable (inout [UInt8]) -> Void
    private let read: @Sendable ([UInt8]) throws -> Void

    /// All of them.
    static let all: [FuzzedReader] = sound + others

    static let sound: [FuzzedReader] = [
        FuzzedReader("wav", ["wav", "rf64"]), FuzzedReader("w64", ["w64"]), FuzzedReader("caf", ["caf"]),
        FuzzedReader("aiff", ["aiff"]), FuzzedReader("au", ["au"]), FuzzedReader("flac", ["flac"]),
        FuzzedReader("ogg", ["ogg", "opus"], repair: Checksums.repairOgg), FuzzedReader("mp3", ["mp3"]),
    ]

    static let others: [FuzzedReader] = [
        FuzzedReader("mid", ["mid"], read: readScore),
        FuzzedReader("safetensors", ["safetensors"], read: readCheckpoint),
        FuzzedReader("npy", ["npy"], read: readArray),
        FuzzedReader("npz", ["npz"], repair: Checksums.repairZip, read: readArchive),
    ]

    private init(
        _ name: String, _ endings: [String], repair: @escaping @Sendable (inout [UInt8]) -> Void = { _ in },
        read: @escaping @Sendable ([UInt8]) throws -> Void = readSound
    ) {
        self.name = name
        self.endings = endings
        self.repair = repair
        self.read = read
    }

    /// What errors call the file.
    private static let errorName = "fuzz"

    /// A result that no reader may give.
    struct Nonsense: Error {
        let words: String
    }

    /// Reads the bytes: there is a sensible value or the typed error, one sentence with the file's name.
    ///
    /// - Throws: ``Nonsense`` for anything else.
    func run(_ bytes: [UInt8]) throws {
        do {
            try read(bytes)
        } catch let nonsense as Nonsense {
            throw nonsense
        } catch {
            let sentence = "\(error)"
            let isTyped = error is AudioError || error is CheckpointError
            guard isTyped, sentence.hasPrefix(Self.errorName), sentence.hasSuffix("."), !sentence.hasSuffix("..") else {
                throw Nonsense(words: "the error is \(type(of: error)): \(sentence)")
            }
        }
    }

    /// Whole, in blocks, mixed and resampled, as a listener gets it, or from places here and there: a third of the
    /// cases each. The others can't hold more than the first.
    @Sendable private static func readSound(_ bytes: [UInt8]) throws {
        switch bytes.count % 3 {
        case 0: try readWhole(bytes)
        case 1: try readBlocks(bytes)
        default: try readPlaces(bytes)
        }
    }

    @Sendable private static func readWhole(_ bytes: [UInt8]) throws {
        let sound = try AudioFile.read(bytes: bytes, name: errorName)
        guard sound.channels.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw Nonsense(words: "samples that are not finite")
        }
    }

    /// To the end and beyond it, back, and to places that the bytes choose.
    @Sendable private static func readPlaces(_ bytes: [UInt8]) throws {
        let reader = try AudioFileReader(bytes: Data(bytes), name: errorName, acceptsUnknownLength: true)
        let length = reader.info.frameCount ?? bytes.count
        let chosen = bytes.suffix(3).map { Int($0) * (length / 256) }
        for place in [length / 2, .max, 0, length, length - 1] + chosen + [length] where place >= 0 {
            try reader.seek(toFrame: place)
            let position = reader.position
            guard 0...place ~= position else { throw Nonsense(words: "frame \(place) is at \(position)") }
            let block = try reader.read(frames: 700)
            let count = block?.frameCount ?? 0
            guard reader.position == position + count, count <= 700, count == 0 || position == place,
                block?.channels.allSatisfy({ $0.allSatisfy(\.isFinite) }) ?? true
            else { throw Nonsense(words: "\(count) frames at \(position) for \(place), or not finite") }
        }
    }

    @Sendable private static func readBlocks(_ bytes: [UInt8]) throws {
        let reader = try AudioFileReader(bytes: Data(bytes), name: errorName, acceptsUnknownLength: true)
        let stream = AudioDecodingStream(reader: reader, sampleRate: 16_000, blockFrames: 4096)
        _ = stream.frameCount
        while let block = try stream.next() {
            guard block.frameCount > 0, block.samples.allSatisfy(\.isFinite) else {
                throw Nonsense(words: "a block of \(block.frameCount) frames, or not finite")
            }
        }
    }

    @Sendable private static func readScore(_ bytes: [UInt8]) throws {
        let score = try MIDIFile(bytes: bytes, name: errorName)
        for note in score.notes {
            guard 0..<128 ~= note.pitch, 1..<128 ~= note.velocity, 0..<16 ~= note.channel, 0 <= note.onset,
                note.onset <= note.offset, note.offset <= score.duration, score.duration.isFinite
            else { throw Nonsense(words: "\(note) in a score of \(score.duration) s") }
        }
    }

    @Sendable private static func readCheckpoint(_ bytes: [UInt8]) throws {
        try check(SafeTensors(bytes: bytes, name: errorName).tensors.values.map(\.shape), bytes)
    }

    @Sendable private static func readArray(_ bytes: [UInt8]) throws {
        try check([NPY.read(bytes: bytes, name: errorName).shape], bytes)
    }

    @Sendable private static func readArchive(_ bytes: [UInt8]) throws {
        try check(NPZ.read(bytes: bytes, name: errorName).values.map(\.shape), bytes)
    }

    private static func check(_ shapes: [TensorShape], _ bytes: [UInt8]) throws {
        let elements = shapes.reduce(0) { $0 + $1.elementCount }
        guard elements <= bytes.count else {
            throw Nonsense(words: "\(elements) elements in \(bytes.count) bytes")
        }
    }
}
