import Foundation
import Tensor
import Testing

/// ``SafeTensors/read(contentsOf:)``: everything that a file can get wrong.
struct SafeTensorsReaderTests {
    /// A file of a header and zeros after it.
    private func file(_ header: String, data: Int, claiming length: UInt64? = nil) -> [UInt8] {
        let text = Array(header.utf8)
        return withUnsafeBytes(of: (length ?? UInt64(text.count)).littleEndian) { Array($0) } + text
            + [UInt8](repeating: 0, count: data)
    }

    private func expectRefusal(
        _ header: String, data: Int, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        TensorTests.expectRefusal("w.safetensors", words, sourceLocation: sourceLocation) {
            _ = try SafeTensors(bytes: file(header, data: data), name: "w.safetensors")
        }
    }

    private func entry(_ name: String, _ kind: String = "F32", shape: String, _ begin: Int, _ end: Int) -> String {
        #""\#(name)":{"dtype":"\#(kind)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
    }

    @Test func whatTheseTestsBreakIsGoodAtFirst() throws {
        let header = "{" + entry("a", shape: "[2]", 0, 8) + "," + entry("b", "F16", shape: "[1,3]", 8, 14) + "}  "
        let found = try SafeTensors(bytes: file(header, data: 14))
        expectSame(found.tensors["a"], .zeros([2]))
        expectSame(found.tensors["b"], .zeros([1, 3]))
    }

    @Test func aHeaderLongerThanTheFile() {
        for length in [5, 1 << 32, UInt64.max, UInt64(Int.max)] {
            TensorTests.expectRefusal("w.safetensors", "header claims \(length) bytes", "file has 2") {
                _ = try SafeTensors(bytes: file("{}", data: 0, claiming: length), name: "w.safetensors")
            }
        }
    }

    @Test(arguments: [0, 1, 7]) func fewerThanEightBytes(count: Int) {
        TensorTests.expectRefusal("w.safetensors", "at least 8 bytes, this has \(count)") {
            _ = try SafeTensors(bytes: [UInt8](repeating: 0, count: count), name: "w.safetensors")
        }
    }

    @Test func overlappingOffsets() {
        expectRefusal(
            "{" + entry("a", shape: "[2]", 0, 8) + "," + entry("b", shape: "[2]", 4, 12) + "}", data: 12,
            "tensors a and b overlap")
        expectRefusal(
            "{" + entry("a", shape: "[2]", 0, 8) + "," + entry("b", shape: "[2]", 0, 8) + "}", data: 8,
            "tensors a and b overlap")
    }

    @Test func gaps() {
        expectRefusal(
            "{" + entry("a", shape: "[1]", 0, 4) + "," + entry("b", shape: "[1]", 8, 12) + "}", data: 12,
            "4 bytes between a and the tensor b")
        expectRefusal(
            "{" + entry("a", shape: "[1]", 2, 6) + "}", data: 6, "2 bytes between the header and the tensor a")
    }

    @Test func trailingBytes() {
        expectRefusal("{" + entry("a", shape: "[1]", 0, 4) + "}", data: 5, "1 bytes after the last tensor")
        expectRefusal("{}", data: 3, "3 bytes after the last tensor")
    }

    @Test func offsetsBeyondTheFile() {
        expectRefusal(
            "{" + entry("a", shape: "[2]", 0, 8) + "}", data: 7, "ends at byte 8 of the data, of which there are 7")
        expectRefusal(
            "{" + entry("a", shape: "[1000000000000]", 0, 4_000_000_000_000) + "}", data: 8, "of which there are 8")
    }

    @Test func offsetsThatAreNoRange() {
        expectRefusal("{" + entry("a", shape: "[1]", 4, 0) + "}", data: 4, "[4, 0], not a begin and an end")
        let three = #"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4,4]}}"#
        expectRefusal(three, data: 4, "[0, 4, 4], not a begin and an end")
    }

    @Test(arguments: ["F64", "U8", "F8_E4M3", "float32", ""]) func unknownTypes(kind: String) {
        expectRefusal("{" + entry("a", kind, shape: "[1]", 0, 4) + "}", data: 4, "the dtype \(kind), where F32, F16")
    }

    @Test func wrongByteCounts() {
        expectRefusal(
            "{" + entry("a", shape: "[3]", 0, 8) + "}", data: 8, "takes 12 bytes, where its data_offsets span 8")
        expectRefusal("{" + entry("a", "I64", shape: "[]", 0, 4) + "}", data: 4, "takes 8 bytes")
    }

    @Test func shapesThatAreNone() {
        expectRefusal(
            "{" + entry("a", shape: "[-1]", 0, 4) + "}", data: 4,
            "the shape of the tensor a holds the negative number -1")
        expectRefusal("{" + entry("a", shape: "[2.5]", 0, 4) + "}", data: 4, "holds 2.5, not a whole number")
        expectRefusal(
            "{" + entry("a", shape: "[99999999999999999999]", 0, 4) + "}", data: 4, "not a whole number below 2⁶³")
        expectRefusal(
            "{" + entry("a", shape: "[4294967296,4294967296]", 0, 4) + "}", data: 4, "more elements than can be counted"
        )
        // Zero elements, but a product on the way that has no room.
        expectRefusal("{" + entry("a", shape: "[0,4294967296,4294967296]", 0, 0) + "}", data: 0, "more elements than")
        expectRefusal("{" + entry("a", shape: "7", 0, 4) + "}", data: 4, "should be a list")
        expectRefusal("{" + entry("a", shape: "[\"1\"]", 0, 4) + "}", data: 4, "something else than numbers")
    }

    @Test func duplicateKeys() {
        let twice = "{" + entry("a", shape: "[1]", 0, 4) + "," + entry("a", shape: "[1]", 4, 8) + "}"
        expectRefusal(twice, data: 8, "the key a stands twice")
        expectRefusal(
            #"{"a":{"dtype":"F32","dtype":"F16","shape":[],"data_offsets":[0,4]}}"#, data: 4, "dtype stands twice")
        expectRefusal(#"{"__metadata__":{"x":"1","x":"2"}}"#, data: 0, "the key x stands twice")
    }

    @Test func headersThatAreNotJSON() {
        for text in ["", "{", "hello, this is text", #"{"a":}"#, "{}{}", #"{"a" 1}"#, #"{"a":1,}"#, #"{"a"#] {
            expectRefusal(text, data: 0, "header is not JSON")
        }
        expectRefusal("[]", data: 0, "header is not a JSON object")
        TensorTests.expectRefusal("w.safetensors", "a string is not UTF-8") {
            let header: [UInt8] = [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]
            _ = try SafeTensors(bytes: [7, 0, 0, 0, 0, 0, 0, 0] + header, name: "w.safetensors")
        }
        expectRefusal(String(repeating: "[", count: 100_000), data: 0, "nested too deeply")
    }

    @Test func entriesThatLackAField() {
        expectRefusal(#"{"a":{"dtype":"F32","shape":[]}}"#, data: 4, "the tensor a should have just")
        expectRefusal(#"{"a":{"dtype":1,"shape":[],"data_offsets":[0,4]}}"#, data: 4, "the tensor a should have just")
        expectRefusal(#"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"x":1}}"#, data: 4, "should have just")
        expectRefusal(#"{"a":4}"#, data: 4, "the tensor a should have just")
    }

    @Test func metadataThatIsNotText() {
        expectRefusal(#"{"__metadata__":{"epoch":3}}"#, data: 0, "something else than strings")
        expectRefusal(#"{"__metadata__":"x"}"#, data: 0, "not an object of strings")
    }

    @Test func everyTruncationOfAGoodFile() throws {
        let good = [UInt8](try Data(contentsOf: goldenCheckpoint("kinds.safetensors")))
        for count in 0..<good.count {
            TensorTests.expectRefusal("w.safetensors") {
                _ = try SafeTensors(bytes: Array(good[..<count]), name: "w.safetensors")
            }
        }
    }

    /// Whatever byte is changed, there is a checkpoint or an error, never a trap.
    @Test func everyByteOfTheHeaderChanged() throws {
        let good = [UInt8](try Data(contentsOf: goldenCheckpoint("kinds.safetensors")))
        for position in 0..<500 {
            for value in [0x00, 0x22, 0x2D, 0x30, 0x39, 0x5D, 0x7D, 0xFF] as [UInt8] {
                var bytes = good
                bytes[position] = value
                do { _ = try SafeTensors(bytes: bytes) } catch { #expect(error is CheckpointError) }
            }
        }
    }

    @Test func whatIsNoFile() throws {
        try withTemporaryFolder { folder in
            let missing = folder.appendingPathComponent("none.safetensors")
            TensorTests.expectRefusal(missing.path, "no such file") { _ = try SafeTensors.read(contentsOf: missing) }
            TensorTests.expectRefusal(folder.path, "it is a folder") { _ = try SafeTensors.read(contentsOf: folder) }
        }
        TensorTests.expectRefusal("/dev/null", "not a plain file") {
            _ = try SafeTensors.read(contentsOf: URL(fileURLWithPath: "/dev/null"))
        }
    }

    /// A checkpoint of another model: what lacks, what is too much, and wrong shapes are named.
    @Test func missingAndExtraKeysAndWrongShapes() throws {
        let model = ["a", "b"].map { ParameterSpecification(name: $0, shape: [2], initializer: .constant(0)) }
        let words = { (values: [String: Tensor]) in
            #expect(throws: ParameterError.self) { try ParameterSet(model, values: values) }
            do { _ = try ParameterSet(model, values: values) } catch { return "\(error)" }
            return ""
        }
        #expect(words(["a": quarters(2)]).contains("lack b"))
        #expect(words(["a": quarters(2), "b": quarters(2), "c": quarters(2)]).contains("hold c"))
        #expect(words(["a": quarters(2), "b": quarters(3)]).contains("b has the shape [3], where the model has [2]"))
    }
}
