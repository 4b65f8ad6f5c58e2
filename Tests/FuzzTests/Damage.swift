import Tensor

/// What happens to a good file: one case follows from the files, a seed and the case's number.
struct Damage {
    private enum Kind: CaseIterable {
        case bytes, bits, length, digits, truncation, lengthening, repetition, removal, splice
    }

    private var generator: SeededGenerator

    /// - Returns: a damaged file, and now and then a good one, of which nothing more is true than of the others.
    static func bytes(of good: [[UInt8]], repair: (inout [UInt8]) -> Void, seed: UInt64, index: Int) -> [UInt8] {
        var damage = Damage(generator: SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(index)))
        var bytes = damage.pick(good)
        for _ in 0..<damage.number(1...3) { damage.apply(to: &bytes, others: good) }
        // Half of the cases keep wrong checksums.
        if damage.number(0...1) == 1 { repair(&bytes) }
        return bytes
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: generator.next()) }

    private mutating func pick<Element>(_ choices: [Element]) -> Element { choices[number(0...choices.count - 1)] }

    /// A place in the file: every other time among its first bytes, where headers are.
    private mutating func place(in bytes: [UInt8]) -> Int {
        number(0...max(0, (number(0...1) == 0 ? min(128, bytes.count) : bytes.count) - 1))
    }

    private mutating func apply(to bytes: inout [UInt8], others: [[UInt8]]) {
        if bytes.isEmpty { return bytes.append(byte()) }
        switch pick(Kind.allCases) {
        case .bytes:
            for _ in 0..<number(1...6) { bytes[place(in: bytes)] = byte() }
        case .bits:
            for _ in 0..<number(1...6) { bytes[place(in: bytes)] ^= 1 << UInt8(number(0...7)) }
        case .length:
            writeLength(to: &bytes)
        case .digits:
            writeDigits(to: &bytes)
        case .truncation:
            bytes.removeLast(number(0...bytes.count))
        case .lengthening:
            let value = byte()
            let isNoise = number(0...1) == 0
            for _ in 0..<number(1...2000) { bytes.append(isNoise ? byte() : value) }
        case .repetition:
            // A chunk stands twice, or somewhere else.
            let start = place(in: bytes)
            let piece = Array(bytes[start..<min(bytes.count, start + number(1...1024))])
            bytes.insert(contentsOf: piece, at: number(0...1) == 0 ? start : place(in: bytes))
        case .removal:
            let start = place(in: bytes)
            bytes.removeSubrange(start..<min(bytes.count, start + number(1...256)))
        case .splice:
            let other = pick(others)
            bytes = Array(bytes[..<place(in: bytes)]) + other[min(other.count, place(in: other))...]
        }
    }

    /// A number such as counts and offsets go wrong with, in either order of bytes.
    private mutating func writeLength(to bytes: inout [UInt8]) {
        let width = pick([2, 4, 4, 4, 8])
        let near = bytes.count + number(-9...9)
        let value = pick([0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, UInt64(max(0, near)), UInt64(1) << 63, .max])
        let start = place(in: bytes)
        let isBigEndian = number(0...1) == 0
        for index in 0..<min(width, bytes.count - start) {
            let shift = 8 * UInt64(isBigEndian ? width - 1 - index : index)
            bytes[start + index] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }

    /// The same for numbers that are written out.
    private mutating func writeDigits(to bytes: inout [UInt8]) {
        var start = place(in: bytes)
        while start < bytes.count, !(0x30...0x39 ~= bytes[start]) { start += 1 }
        let end = bytes[start...].firstIndex { !(0x30...0x39 ~= $0) } ?? bytes.count
        if start == end { return }
        let texts = [
            "0", "-1", "1.5", "2147483647", "4294967295", "4294967296", "9223372036854775807", "18446744073709551615",
        ]
        bytes.replaceSubrange(start..<end, with: Array(pick(texts).utf8))
    }
}
