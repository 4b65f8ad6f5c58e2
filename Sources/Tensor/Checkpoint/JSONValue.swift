/// A strict reader of JSON (RFC 8259) for the headers of checkpoints: keeps whole numbers exact and refuses a key
/// that stands twice, which Foundation's readers let pass.
enum JSONValue: Equatable {
    case object([String: JSONValue])
    case array([JSONValue])
    case string(String)
    case integer(Int)
    /// A number with a fraction, an exponent, or too many digits, as it was written.
    case number(String)
    case bool(Bool)
    case null

    /// What is wrong with a text, and at which of its bytes.
    struct Problem: Error {
        let offset: Int
        let reason: String
    }

    /// - Throws: ``Problem``.
    init(parsing bytes: [UInt8]) throws {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document()
    }

    /// A string as JSON writes it, in quotes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

private struct JSONParser {
    /// Deeper nesting has no place in a header and would cost stack.
    private static let greatestDepth = 32

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws -> JSONValue {
        let result = try value()
        skipSpace()
        guard position == bytes.count else { throw problem("there is more after its end") }
        return result
    }

    private func problem(_ reason: String) -> JSONValue.Problem {
        JSONValue.Problem(offset: position, reason: reason)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    /// Whether the next byte that isn't space is this one; then it is passed.
    private mutating func passes(_ character: Character) -> Bool {
        skipSpace()
        guard let current, current == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Character) throws {
        guard passes(character) else { throw problem("there should be a \(character)") }
    }

    private mutating func value() throws -> JSONValue {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(_ body: (inout JSONParser) throws -> JSONValue) throws -> JSONValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.greatestDepth else { throw problem("it is nested too deeply") }
        return try body(&self)
    }

    private mutating func word(_ text: String, _ value: JSONValue) throws -> JSONValue {
        guard bytes[position...].starts(with: text.utf8) else { throw problem("there is no such word") }
        position += text.utf8.count
        return value
    }

    private mutating func object() throws -> JSONValue {
        try expect("{")
        var members: [String: JSONValue] = [:]
        if passes("}") { return .object(members) }
        repeat {
            skipSpace()
            let start = position
            let key = try string()
            try expect(":")
            guard members.updateValue(try value(), forKey: key) == nil else {
                position = start
                throw problem("the key \(key) stands twice")
            }
        } while passes(",")
        try expect("}")
        return .object(members)
    }

    private mutating func array() throws -> JSONValue {
        try expect("[")
        var elements: [JSONValue] = []
        if passes("]") { return .array(elements) }
        repeat { elements.append(try value()) } while passes(",")
        try expect("]")
        return .array(elements)
    }

    private mutating func number() throws -> JSONValue {
        let start = position
        while let byte = current, "+-.0123456789Ee".utf8.contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let isRight = digits.first?.isNumber == true && digits.last?.isNumber == true
        guard isRight, digits == "0" || !digits.hasPrefix("0") || digits.hasPrefix("0."), Double(text) != nil else {
            position = start
            throw problem("there should be a value")
        }
        return Int(text).map { .integer($0) } ?? .number(text)
    }

    private mutating func string() throws -> String {
        try expect("\"")
        var content: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw problem("a string is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                content += String(try escape()).utf8
            case 0..<0x20:
                throw problem("a control character stands in a string")
            default:
                content.append(byte)
            }
        }
        throw problem("a string has no end")
    }

    private mutating func escape() throws -> Unicode.Scalar {
        guard let byte = current else { throw problem("a string has no end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var code = try fourDigits()
            if 0xD800..<0xDC00 ~= code, bytes[position...].starts(with: "\\u".utf8) {
                position += 2
                let low = try fourDigits()
                guard 0xDC00..<0xE000 ~= low else { throw problem("half a character stands alone") }
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw problem("half a character stands alone") }
            return scalar
        default:
            throw problem("there is no such escape")
        }
    }

    private mutating func fourDigits() throws -> UInt32 {
        let end = position + 4
        guard end <= bytes.count, bytes[position..<end].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let code = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16)
        else { throw problem("there should be four hexadecimal digits") }
        position = end
        return code
    }
}
