import Foundation
import Tensor
import Testing

/// ``SafeTensors``: reading and writing checkpoints.
struct SafeTensorsTests {
    @Test func everyKindIsReadAsFloat() throws {
        let checkpoint = try SafeTensors.read(contentsOf: goldenCheckpoint("kinds.safetensors"))
        #expect(Set(checkpoint.tensors.keys) == ["single", "half", "brain", "long", "scalar", "empty"])
        expectSame(checkpoint.tensors["single"], quarters(2, 3, 4))
        expectSame(checkpoint.tensors["half"], quarters(3, 5))
        expectSame(checkpoint.tensors["brain"], quarters(7))
        expectSame(checkpoint.tensors["long"], wholeNumbers(2, 3))
        expectSame(checkpoint.tensors["scalar"], Tensor(2.5))
        expectSame(checkpoint.tensors["empty"], .zeros([0, 4]))
        #expect(checkpoint.metadata == ["about": "four kinds, \"quoted\", ünïcode 🎻", "two": "2"])
    }

    @Test func fileMemoryAndDataGiveTheSame() throws {
        let url = try goldenCheckpoint("kinds.safetensors")
        let data = try Data(contentsOf: url)
        let file = try SafeTensors.read(contentsOf: url)
        for other in [try SafeTensors(bytes: [UInt8](data)), try SafeTensors(data: data)] {
            #expect(other.metadata == file.metadata && other.tensors.count == file.tensors.count)
            for (name, tensor) in file.tensors { expectSame(other.tensors[name], tensor) }
        }
    }

    /// Half precision of zeros, the greatest and smallest numbers, a third, infinities and NaN, rounded as by PyTorch.
    @Test func halvesAreThoseOfPyTorch() throws {
        let golden = try SafeTensors.read(contentsOf: goldenCheckpoint("halves.safetensors"))
        let single = try #require(golden.tensors["single"]), half = try #require(golden.tensors["half"])
        let written = try SafeTensors(tensors: ["x": single]).bytes(precision: .float16)
        let found = try #require(try SafeTensors(bytes: written).tensors["x"])
        for (found, expected) in zip(found.scalars, half.scalars) {
            #expect(found.bitPattern == expected.bitPattern || (found.isNaN && expected.isNaN))
        }
        #expect(half.scalars[6] != 1 / 3 && abs(half.scalars[6] - 1 / 3) < 1e-3)
    }

    @Test func whatIsWrittenComesBack() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("weights.safetensors")
            let tensors = ["b": quarters(2, 3), "a": quarters(4, 1, 5), "": .zeros([0]), "tab\t\"ü\"": Tensor(1)]
            let metadata = ["instruments": "[\"piano\", \"violin\"]", "line\nbreak": "\u{1}\\"]
            for precision in SafeTensors.Precision.allCases {
                try SafeTensors(tensors: tensors, metadata: metadata).write(to: url, precision: precision)
                let found = try SafeTensors.read(contentsOf: url)
                #expect(found.metadata == metadata && found.tensors.count == tensors.count)
                for (name, tensor) in tensors { expectSame(found.tensors[name], tensor) }
            }
            try expectNames(["weights.safetensors"], in: folder)
        }
    }

    @Test func noTensorsAreACheckpointToo() throws {
        let bytes = try SafeTensors(tensors: [:]).bytes()
        let found = try SafeTensors(bytes: bytes)
        #expect(found.tensors.isEmpty && found.metadata.isEmpty)
    }

    /// More elements than the converter takes at a time.
    @Test func largeTensorsComeBack() throws {
        let large = Tensor((0..<70_001).map { Float($0 % 2048) }, shape: [70_001])
        let checkpoint = SafeTensors(tensors: ["large": large, "small": quarters(3)])
        for precision in SafeTensors.Precision.allCases {
            let found = try SafeTensors(bytes: checkpoint.bytes(precision: precision))
            expectSame(found.tensors["large"], large)
            expectSame(found.tensors["small"], quarters(3))
        }
    }
}
