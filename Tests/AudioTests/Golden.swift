import Foundation

/// Values that a script in Tests/Reference wrote.
enum Golden {
    static func data(_ name: String) throws -> Data {
        let folder = Bundle.module.resourceURL?.appendingPathComponent("Golden")
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return try Data(contentsOf: folder.appendingPathComponent(name))
    }

    static func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: data(name))
    }

    /// Little-endian 32-bit floats without a header.
    static func floats(_ name: String) throws -> [Float] {
        try data(name).withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { index in
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
            }
        }
    }

    /// The samples of a 16-bit mono WAV with the plain header of 44 bytes.
    static func wav(_ name: String) throws -> [Float] {
        try data(name).dropFirst(44).withUnsafeBytes { bytes in
            (0..<bytes.count / 2).map { index in
                Float(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self))) / 32768
            }
        }
    }
}

/// The same numbers in every run (SplitMix64).
struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
