import Foundation
import Tensor
import Testing

/// What an NPY file can get wrong.
struct NPYHeaderTests {
    /// A file of version 1 with this dictionary and zeros after it.
    private func file(_ header: String, data: Int, version: UInt8 = 1) -> [UInt8] {
        let text = Array(header.utf8)
        return [0x93] + Array("NUMPY".utf8) + [version, 0, UInt8(text.count & 255), UInt8(text.count >> 8)] + text
            + [UInt8](repeating: 0, count: data)
    }

    private func expectRefusal(
        _ bytes: [UInt8], _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        TensorTests.expectRefusal("x.npy", words, sourceLocation: sourceLocation) {
            _ = try NPY.read(bytes: bytes, name: "x.npy")
        }
    }

    @Test(arguments: [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }   \n",
        #"{"shape":(2,3),"fortran_order":False,"descr":"<f4"}"#,
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }\n",
    ]) func spellingsOfOneHeader(header: String) throws {
        expectSame(try NPY.read(bytes: file(header, data: 24)), .zeros([2, 3]))
    }

    @Test func whatIsNoNPYFile() {
        expectRefusal([], "doesn't begin like an NPY file")
        expectRefusal(Array("hello, this is text".utf8), "doesn't begin like an NPY file")
        expectRefusal([0x93] + Array("NUMPY".utf8) + [1, 0], "ends within its header")
    }

    @Test func headersLongerThanTheFile() throws {
        expectRefusal(file("", data: 0) + [0, 0], "not a dictionary")
        let good = try Data(contentsOf: goldenCheckpoint("f4.npy"))
        expectRefusal([UInt8](good.prefix(60)), "header claims 118 bytes, where the file has 50")
    }

    @Test func otherVersions() {
        expectRefusal(file("{}", data: 0, version: 4), "version 4.0")
    }

    @Test(arguments: [
        "", "{", "[]", "{'descr': '<f4'", "{'descr': '<f4', 'fortran_order': maybe, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ()} more",
    ]) func dictionariesThatAreNone(header: String) {
        expectRefusal(file(header, data: 4), "not a dictionary of Python's")
    }

    /// The text is quoted, so that the error stays one line, and a terminal gets none of its characters.
    @Test func aHeaderOfControlCharacters() {
        let header = "{'fortran_order': False, 'shape': (2,),\"}\n\u{1B}[2J."
        expectRefusal(file(header, data: 0), #"(2,),\"}\n\u{1B}[2J."."#)
    }

    @Test func keysThatLackOrAreTooMany() {
        expectRefusal(file("{'descr': '<f4', 'shape': ()}", data: 4), "just a descr, a fortran_order and a shape")
        expectRefusal(
            file("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': True}", data: 4), "just a descr")
        expectRefusal(file("{'descr': '<f4', 'fortran_order': 'no', 'shape': ()}", data: 4), "just a descr")
    }

    @Test func shapesAndBytesThatDisagree() {
        let header = { (shape: String) in "{'descr': '<f8', 'fortran_order': True, 'shape': \(shape)}" }
        expectRefusal(file(header("(3,)"), data: 23), "takes 24 bytes, where 23 follow its header")
        expectRefusal(file(header("(3,)"), data: 25), "takes 24 bytes, where 25 follow its header")
        expectRefusal(file(header("(4000000000,)"), data: 8), "takes 32000000000 bytes, where 8")
        expectRefusal(file(header("(4294967296, 4294967296)"), data: 8), "more elements than can be counted")
        expectRefusal(file(header("(0, 4294967296, 4294967296)"), data: 0), "more elements than can be counted")
    }

    @Test func otherTypes() throws {
        expectRefusal([UInt8](try Data(contentsOf: goldenCheckpoint("big_endian.npy"))), "elements are >f4, where")
        expectRefusal([UInt8](try Data(contentsOf: goldenCheckpoint("records.npy"))), "records of several fields")
        expectRefusal(file("{'descr': '|O', 'fortran_order': False, 'shape': ()}", data: 8), "elements are |O")
    }

    @Test func everyTruncationOfAGoodFile() throws {
        let good = [UInt8](try Data(contentsOf: goldenCheckpoint("f4.npy")))
        for count in 0..<good.count { expectRefusal(Array(good[..<count]), ": is damaged") }
    }
}
