import Foundation

/// One array in a file of NumPy's: `numpy.load` and `numpy.save`
/// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
///
/// Read are versions 1 to 3, in C and Fortran order, of the types f2, f4, f8, i4, i8, b1 and u1, little-endian; all
/// become `Float`, integers beyond 2²⁴ rounded. Written is version 1, f4, in C order.
public enum NPY {
    /// Reads a file; its header is checked against its size before memory is taken for the array.
    ///
    /// - Throws: ``CheckpointError``; `malformed` for a broken header or too many or few bytes, `unsupported` for
    ///   other types.
    public static func read(contentsOf url: URL) throws -> Tensor {
        try read(from: ByteSource(contentsOf: url))
    }

    /// Reads a file that is already in memory.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: what errors call it.
    /// - Throws: as ``read(contentsOf:)``.
    public static func read(bytes: [UInt8], name: String = "npy") throws -> Tensor {
        try read(from: ByteSource(bytes: bytes, name: name))
    }

    /// Writes to a temporary name beside the target, then renames it.
    ///
    /// - Throws: ``CheckpointError/unwritable(path:reason:)``; nothing is left behind then.
    public static func write(_ tensor: Tensor, to url: URL) throws {
        try ByteSink.intoFile(at: url) { sink in
            try sink.append(NPYHeader.bytes(shape: tensor.shape))
            try sink.append(tensor)
        }
    }

    /// What ``write(_:to:)`` would write.
    public static func bytes(_ tensor: Tensor) -> [UInt8] {
        tensor.withUnsafeBufferPointer { NPYHeader.bytes(shape: tensor.shape) + UnsafeRawBufferPointer($0) }
    }

    static func read(from source: ByteSource) throws -> Tensor {
        let header = try NPYHeader(from: source)
        guard let extent = header.type.extent(of: header.shape) else {
            throw source.malformed("the shape \(header.shape) has more elements than can be counted")
        }
        guard extent.bytes == source.count - header.end else {
            throw source.malformed(
                "an array of the shape \(header.shape) takes \(extent.bytes) bytes, where \(source.count - header.end) "
                    + "follow its header")
        }
        guard header.isFortranOrder else {
            return try source.tensor(of: header.type, shape: TensorShape(header.shape), at: header.end)
        }
        // In Fortran order the first axis runs fastest: the same bytes as the reversed axes in C order.
        let reversed = TensorShape(header.shape.reversed())
        return reversingAxes(try source.tensor(of: header.type, shape: reversed, at: header.end))
    }

    /// The tensor with its axes in the opposite order.
    private static func reversingAxes(_ tensor: Tensor) -> Tensor {
        let shape = TensorShape(tensor.shape.dimensions.reversed())
        let strides = Array(tensor.shape.strides.reversed())
        return Tensor(shape: shape) { target in
            tensor.withPointer { source in
                var indices = [Int](repeating: 0, count: shape.rank)
                var offset = 0
                for element in 0..<shape.elementCount {
                    target[element] = source[offset]
                    var axis = shape.rank - 1
                    while axis >= 0 {
                        indices[axis] += 1
                        offset += strides[axis]
                        if indices[axis] < shape[axis] { break }
                        offset -= indices[axis] * strides[axis]
                        indices[axis] = 0
                        axis -= 1
                    }
                }
            }
        }
    }
}
