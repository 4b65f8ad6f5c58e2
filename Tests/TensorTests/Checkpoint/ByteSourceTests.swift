import Foundation
import Testing

@testable import Tensor

/// ``ByteSource``: files and memory to read from.
struct ByteSourceTests {
    @Test func fileAndMemoryAreAlike() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x")
            let content = (0..<100).map { UInt8($0) }
            try Data(content).write(to: url)
            for source in [try ByteSource(contentsOf: url), ByteSource(bytes: content, name: "x")] {
                #expect(source.count == 100)
                #expect(try source.bytes(0..<0).isEmpty)
                #expect(try source.bytes(10..<13) == [10, 11, 12])
                #expect(try source.bytes(0..<100) == content)
                // Floats that don't begin at a multiple of four.
                let tensor = try source.tensor(of: .float32, shape: [2], at: 5)
                let bits = tensor.scalars.map(\.bitPattern)
                #expect(bits == [0x0807_0605, 0x0C0B_0A09])
            }
        }
    }

    @Test func anEmptyFile() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x")
            try Data().write(to: url)
            #expect(try ByteSource(contentsOf: url).count == 0)
            for read in [
                { _ = try SafeTensors.read(contentsOf: url) }, { _ = try NPY.read(contentsOf: url) },
                { _ = try NPZ.read(contentsOf: url) },
            ] as [() throws -> Void] {
                expectRefusal(url.path, "is damaged or not what it claims") { try read() }
            }
        }
    }

    @Test func aFileThatIsCutShortWhileItIsRead() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x")
            try Data(repeating: 1, count: 100).write(to: url)
            let source = try ByteSource(contentsOf: url)
            let handle = try FileHandle(forWritingTo: url)
            try handle.truncate(atOffset: 50)
            try handle.close()
            expectRefusal(url.path, "cut short") { _ = try source.bytes(40..<60) }
        }
    }

    /// Whether somebody writes to it or not: a pipe is no file, and nobody waits for it.
    @Test func aPipe() throws {
        try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("x")
            #expect(mkfifo(url.path, 0o600) == 0)
            expectRefusal(url.path, "not a plain file") { _ = try ByteSource(contentsOf: url) }
            let bothEnds = open(url.path, O_RDWR | O_NONBLOCK)
            defer { close(bothEnds) }
            #expect(write(bothEnds, "data", 4) == 4)
            expectRefusal(url.path, "not a plain file") { _ = try SafeTensors.read(contentsOf: url) }
        }
    }

    /// A file may be as long as its header claims and yet hold nothing (a sparse one).
    @Test func anArrayLargerThanTheMachinesMemory() {
        expectRefusal("x", "larger than this machine's memory") {
            _ = try ByteSource(bytes: [], name: "x").tensor(of: .float32, shape: [1 << 45], at: 0)
        }
    }
}
