/// An array of any kind for ``NPZ``: what other modules of the package write that isn't a tensor. In C order.
package struct NPZArray: Sendable {
    /// As NumPy writes it: "<f8".
    let type: String
    let dimensions: [Int]
    let bytes: [UInt8]

    /// - Precondition: as many values as the extents say.
    package init(_ values: [Float], _ dimensions: [Int]? = nil) { self.init("<f4", values, dimensions) }

    /// - Precondition: as many values as the extents say.
    package init(_ values: [Double], _ dimensions: [Int]? = nil) { self.init("<f8", values, dimensions) }

    /// - Precondition: as many values as the extents say.
    package init(_ values: [Int32], _ dimensions: [Int]? = nil) { self.init("<i4", values, dimensions) }

    /// - Precondition: as many values as the extents say.
    package init(_ values: [UInt8], _ dimensions: [Int]? = nil) { self.init("|u1", values, dimensions) }

    /// Strings, in four bytes for each character.
    package init(_ texts: [String]) {
        let scalars = texts.map { $0.unicodeScalars.map(\.value) }
        let width = max(1, scalars.map(\.count).max() ?? 1)
        let padded = scalars.flatMap { $0 + [UInt32](repeating: 0, count: width - $0.count) }
        type = "<U\(width)"
        dimensions = [texts.count]
        bytes = padded.withUnsafeBytes { Array($0) }
    }

    private init<Value>(_ type: String, _ values: [Value], _ dimensions: [Int]?) {
        let dimensions = dimensions ?? [values.count]
        precondition(
            dimensions.reduce(1, *) == values.count, "NPZArray: \(values.count) values for the shape \(dimensions)")
        self.type = type
        self.dimensions = dimensions
        bytes = values.withUnsafeBytes { Array($0) }
    }
}

extension NPZ {
    /// The bytes of a file of named arrays, in this order.
    package static func bytes(of arrays: [(name: String, array: NPZArray)]) throws -> [UInt8] {
        let sink = ByteSink(name: "npz")
        let writer = ZipWriter(sink: sink, zip64From: UInt64(UInt32.max))
        for (name, array) in arrays {
            let header = NPYHeader.bytes(type: array.type, dimensions: array.dimensions)
            try header.withUnsafeBytes { header in
                try array.bytes.withUnsafeBytes { try writer.append(name + ".npy", parts: [header, $0]) }
            }
        }
        try writer.finish()
        return sink.bytes
    }
}
