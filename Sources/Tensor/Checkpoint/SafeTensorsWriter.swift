extension SafeTensors {
    func write(to sink: ByteSink, precision: Precision) throws {
        let names = tensors.keys.sorted()
        let header = headerBytes(names: names, precision: precision)
        try sink.append(littleEndianBytes(UInt64(header.count)))
        try sink.append(header)
        for name in names {
            guard let tensor = tensors[name] else { continue }
            switch self.precision(of: name, precision) {
            case .float32: try sink.append(tensor)
            case .float16: try Self.appendHalves(tensor, name: name, to: sink)
            }
        }
    }

    private func headerBytes(names: [String], precision: Precision) -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let words = metadata.sorted { $0.key < $1.key }.map {
                JSONValue.quoted($0.key) + ":" + JSONValue.quoted($0.value)
            }
            members.append(JSONValue.quoted(Self.metadataKey) + ":{" + words.joined(separator: ",") + "}")
        }
        var begin = 0
        for name in names {
            let shape = tensors[name]?.shape ?? []
            let isFull = self.precision(of: name, precision) == .float32
            let kind = isFull ? "F32" : "F16"
            let end = begin + shape.elementCount * (isFull ? 4 : 2)
            let extents = shape.dimensions.map(String.init).joined(separator: ",")
            members.append(
                JSONValue.quoted(name)
                    + ":{\"dtype\":\"\(kind)\",\"shape\":[\(extents)],\"data_offsets\":[\(begin),\(end)]}")
            begin = end
        }
        var header = [UInt8](("{" + members.joined(separator: ",") + "}").utf8)
        // The elements begin at a multiple of eight, so that others can map the file into memory.
        header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        return header
    }

    /// What one array is written in.
    private func precision(of name: String, _ precision: Precision) -> Precision {
        keptInFull.contains(name) ? .float32 : precision
    }

    private static func appendHalves(_ tensor: Tensor, name: String, to sink: ByteSink) throws {
        let step = 1 << 14
        try tensor.withUnsafeBufferPointer { values in
            for first in stride(from: 0, to: values.count, by: step) {
                var halves: [UInt16] = []
                halves.reserveCapacity(step)
                for value in values[first..<min(first + step, values.count)] {
                    let half = Float16(value)
                    guard half.isFinite || !value.isFinite else {
                        throw CheckpointError.unsupported(
                            path: sink.name,
                            reason: "\(name) holds \(value), where half precision reaches no further than 65504")
                    }
                    halves.append(half.bitPattern.littleEndian)
                }
                try halves.withUnsafeBytes { try sink.append($0) }
            }
        }
    }
}
