/// The layout: eight bytes with the length of the header, the header in JSON, then the elements of every tensor.
extension SafeTensors {
    /// Longer headers are refused, as by the format's own reader.
    private static let greatestHeader = 100_000_000

    /// One line of the header.
    private struct Entry {
        let name: String
        let type: ElementType
        let shape: [Int]
        /// Where its bytes stand, counted from the end of the header.
        let range: Range<Int>
    }

    init(from source: ByteSource) throws {
        let headerEnd = try Self.headerEnd(of: source)
        let members = try Self.members(ofHeader: source.bytes(8..<headerEnd), source: source)
        metadata = try Self.metadata(in: members[Self.metadataKey], source: source)
        var entries: [Entry] = []
        for (name, value) in members where name != Self.metadataKey {
            entries.append(try Self.entry(name, value, source: source))
        }
        entries.sort {
            ($0.range.lowerBound, $0.range.upperBound, $0.name) < ($1.range.lowerBound, $1.range.upperBound, $1.name)
        }
        try Self.checkCover(entries, dataCount: source.count - headerEnd, source: source)

        tensors = [:]
        tensors.reserveCapacity(entries.count)
        for entry in entries {
            tensors[entry.name] = try source.tensor(
                of: entry.type, shape: TensorShape(entry.shape), at: headerEnd + entry.range.lowerBound)
        }
    }

    private static func headerEnd(of source: ByteSource) throws -> Int {
        guard source.count >= 8 else {
            throw source.malformed("a safetensors file has at least 8 bytes, this has \(source.count)")
        }
        let length = try source.bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(source.count - 8) else {
            throw source.malformed(
                "its header claims \(length) bytes, where the file has \(source.count - 8) after the header's length")
        }
        guard length <= UInt64(greatestHeader) else {
            throw source.malformed(
                "its header claims \(length) bytes, more than the \(greatestHeader) that are allowed")
        }
        return 8 + Int(length)
    }

    private static func members(ofHeader bytes: [UInt8], source: ByteSource) throws -> [String: JSONValue] {
        do {
            guard case .object(let members) = try JSONValue(parsing: bytes) else {
                throw source.malformed("its header is not a JSON object")
            }
            return members
        } catch let problem as JSONValue.Problem {
            throw source.malformed("its header is not JSON: \(problem.reason), at byte \(8 + problem.offset)")
        }
    }

    private static func metadata(in value: JSONValue?, source: ByteSource) throws -> [String: String] {
        guard let value else { return [:] }
        guard case .object(let members) = value else {
            throw source.malformed("its \(metadataKey) is not an object of strings")
        }
        return try members.mapValues { value in
            guard case .string(let text) = value else {
                throw source.malformed("its \(metadataKey) holds something else than strings")
            }
            return text
        }
    }

    private static func entry(_ name: String, _ value: JSONValue, source: ByteSource) throws -> Entry {
        guard case .object(let members) = value, Set(members.keys) == ["dtype", "shape", "data_offsets"],
            case .string(let kind)? = members["dtype"]
        else {
            throw source.malformed("the tensor \(name) should have just a dtype, a shape and data_offsets")
        }
        let type = try elementType(kind, name: name, source: source)
        let shape = try wholeNumbers(members["shape"], "the shape of the tensor \(name)", source: source)
        let offsets = try wholeNumbers(
            members["data_offsets"], "the data_offsets of the tensor \(name)", source: source)
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw source.malformed("the data_offsets of the tensor \(name) are \(offsets), not a begin and an end")
        }
        guard let extent = type.extent(of: shape) else {
            throw source.malformed("the shape \(shape) of the tensor \(name) has more elements than can be counted")
        }
        guard extent.bytes == offsets[1] - offsets[0] else {
            throw source.malformed(
                "the tensor \(name) of the shape \(shape) and dtype \(kind) takes \(extent.bytes) bytes, "
                    + "where its data_offsets span \(offsets[1] - offsets[0])")
        }
        return Entry(name: name, type: type, shape: shape, range: offsets[0]..<offsets[1])
    }

    private static func elementType(_ kind: String, name: String, source: ByteSource) throws -> ElementType {
        switch kind {
        case "F32": return .float32
        case "F16": return .float16
        case "BF16": return .bfloat16
        case "I64": return .int64
        default:
            throw source.unsupported(
                "the tensor \(name) has the dtype \(kind), where F32, F16, BF16 and I64 are read")
        }
    }

    private static func wholeNumbers(_ value: JSONValue?, _ what: String, source: ByteSource) throws -> [Int] {
        guard case .array(let elements)? = value else { throw source.malformed("\(what) should be a list") }
        return try elements.map { element in
            switch element {
            case .integer(let number) where number >= 0: return number
            case .integer(let number): throw source.malformed("\(what) holds the negative number \(number)")
            case .number(let text): throw source.malformed("\(what) holds \(text), not a whole number below 2⁶³")
            default: throw source.malformed("\(what) holds something else than numbers")
            }
        }
    }

    /// Whether the tensors, by falling begin, fill the bytes after the header: none twice, none left over.
    private static func checkCover(_ entries: [Entry], dataCount: Int, source: ByteSource) throws {
        var end = 0
        var last = "the header"
        for entry in entries {
            let range = entry.range
            guard range.upperBound <= dataCount else {
                throw source.malformed(
                    "the tensor \(entry.name) ends at byte \(range.upperBound) of the data, of which there are \(dataCount)"
                )
            }
            guard range.lowerBound >= end else {
                throw source.malformed("the tensors \(last) and \(entry.name) overlap")
            }
            guard range.lowerBound == end else {
                throw source.malformed(
                    "\(range.lowerBound - end) bytes between \(last) and the tensor \(entry.name) belong to no tensor")
            }
            end = range.upperBound
            last = entry.name
        }
        guard end == dataCount else {
            throw source.malformed("\(dataCount - end) bytes after the last tensor belong to none")
        }
    }
}
