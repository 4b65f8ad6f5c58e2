/// What stands before the elements: a magic word, a version, a length, and a dictionary in Python's notation,
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (88, 312), }`.
struct NPYHeader {
    let type: ElementType
    let isFortranOrder: Bool
    let shape: [Int]
    /// Where the elements begin.
    let end: Int

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    private static let types: [String: ElementType] = [
        "<f2": .float16, "<f4": .float32, "<f8": .float64, "<i4": .int32, "<i8": .int64, "|b1": .bool, "|u1": .uint8,
    ]

    init(from source: ByteSource) throws {
        let start = try source.bytes(0..<min(source.count, 12))
        guard start.starts(with: Self.magic) else { throw source.malformed("it doesn't begin like an NPY file") }
        guard start.count == 12 else { throw source.malformed("it ends within its header") }
        guard (1...3).contains(start[6]) else {
            throw source.unsupported("it has version \(start[6]).\(start[7]) of the format, where 1 to 3 are read")
        }
        let lengthBytes = start[6] == 1 ? start[8..<10] : start[8..<12]
        let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= source.count - lengthBytes.endIndex else {
            throw source.malformed(
                "its header claims \(length) bytes, where the file has \(source.count - lengthBytes.endIndex)")
        }
        end = lengthBytes.endIndex + length
        guard let text = String(validating: try source.bytes(lengthBytes.endIndex..<end), as: UTF8.self) else {
            throw source.malformed("its header is not text")
        }
        var parser = PythonDictionary(text: text)
        guard let members = parser.members() else {
            // Quoted, as a stranger's text may hold anything, line breaks and full stops among it.
            throw source.malformed(
                "its header is not a dictionary of Python's: \(String(text.prefix(80)).debugDescription)")
        }
        guard Set(members.keys) == ["descr", "fortran_order", "shape"],
            case .bool(let isFortranOrder)? = members["fortran_order"], case .tuple(let shape)? = members["shape"]
        else {
            throw source.malformed("its header should have just a descr, a fortran_order and a shape")
        }
        guard case .string(let descr)? = members["descr"], let type = Self.types[descr] else {
            let found = members["descr"].map(\.description) ?? ""
            throw source.unsupported(
                "its elements are \(found), where \(Self.types.keys.sorted().joined(separator: ", ")) are read; "
                    + "convert it with numpy's astype('<f4')")
        }
        self.type = type
        self.isFortranOrder = isFortranOrder
        self.shape = shape
    }

    /// The header of an f4 array in C order, padded so that the elements begin at a multiple of 64.
    static func bytes(shape: TensorShape) -> [UInt8] { bytes(type: "<f4", dimensions: shape.dimensions) }

    /// The header of an array in C order.
    ///
    /// - Parameter type: As NumPy writes it: "<f8", "|u1", "<U12".
    static func bytes(type: String, dimensions: [Int]) -> [UInt8] {
        let extents = dimensions.map(String.init).joined(separator: ", ") + (dimensions.count == 1 ? "," : "")
        var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
        text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
        return magic + [1, 0] + littleEndianBytes(UInt16(text.utf8.count)) + Array(text.utf8)
    }
}

/// As much of Python's notation as NumPy's headers use. Nil where the text is something else.
private struct PythonDictionary {
    enum Value: CustomStringConvertible {
        case string(String)
        case bool(Bool)
        case tuple([Int])
        /// The fields of a structured type, as they were written.
        case list(String)

        var description: String {
            switch self {
            case .string(let text): text
            case .bool(let value): value ? "True" : "False"
            case .tuple(let extents): "\(extents)"
            case .list: "records of several fields"
            }
        }
    }

    private var rest: Substring

    init(text: String) {
        rest = text[...]
    }

    mutating func members() -> [String: Value]? {
        guard passes("{") else { return nil }
        var members: [String: Value] = [:]
        while !passes("}") {
            guard let key = string(), passes(":"), let value = value(), members.updateValue(value, forKey: key) == nil
            else { return nil }
            if !passes(",") {
                guard passes("}") else { return nil }
                break
            }
        }
        return rest.allSatisfy(\.isWhitespace) ? members : nil
    }

    private mutating func passes(_ word: String) -> Bool {
        rest = rest.drop(while: \.isWhitespace)
        guard rest.hasPrefix(word) else { return false }
        rest = rest.dropFirst(word.count)
        return true
    }

    private mutating func value() -> Value? {
        if passes("True") { return .bool(true) }
        if passes("False") { return .bool(false) }
        if passes("(") { return tuple() }
        if rest.first == "[" {
            // Brackets may be nested, but stand in no string of a header that NumPy writes.
            guard let close = rest.lastIndex(of: "]") else { return nil }
            let text = String(rest[...close])
            rest = rest[rest.index(after: close)...]
            return .list(text)
        }
        return string().map(Value.string)
    }

    private mutating func tuple() -> Value? {
        var extents: [Int] = []
        while !passes(")") {
            rest = rest.drop(while: \.isWhitespace)
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let extent = Int(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            // Python 2 wrote long integers with an L.
            _ = passes("L")
            extents.append(extent)
            if !passes(",") {
                guard passes(")") else { return nil }
                break
            }
        }
        return .tuple(extents)
    }

    private mutating func string() -> String? {
        for quote in ["'", "\""] where passes(quote) {
            guard let end = rest.firstIndex(of: Character(quote)) else { return nil }
            let text = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            return text
        }
        return nil
    }
}
