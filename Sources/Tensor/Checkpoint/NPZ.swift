import Foundation

/// Several named arrays in one file of NumPy's: `numpy.load` and `numpy.savez`. A zip archive of ``NPY`` files.
///
/// Entries must be stored as they are; what `numpy.savez_compressed` writes is refused.
public enum NPZ {
    /// Reads every array of a file, by name without `.npy`.
    ///
    /// - Throws: ``CheckpointError``; `malformed` for a broken archive or an entry whose checksum disagrees,
    ///   `unsupported` for a compressed entry and for one that is no array.
    public static func read(contentsOf url: URL) throws -> [String: Tensor] {
        try read(from: ByteSource(contentsOf: url))
    }

    /// Reads a file that is already in memory.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: what errors call it.
    /// - Throws: as ``read(contentsOf:)``.
    public static func read(bytes: [UInt8], name: String = "npz") throws -> [String: Tensor] {
        try read(from: ByteSource(bytes: bytes, name: name))
    }

    /// Writes to a temporary name beside the target, then renames it. Entries are ordered by name.
    ///
    /// - Throws: ``CheckpointError/unwritable(path:reason:)``; nothing is left behind then.
    public static func write(_ tensors: [String: Tensor], to url: URL) throws {
        try ByteSink.intoFile(at: url) { try write(tensors, to: $0) }
    }

    /// What ``write(_:to:)`` would write.
    public static func bytes(_ tensors: [String: Tensor]) throws -> [UInt8] {
        let sink = ByteSink(name: "npz")
        try write(tensors, to: sink)
        return sink.bytes
    }

    /// - Parameter zip64From: from which size on an entry is written with sizes of eight bytes.
    static func write(_ tensors: [String: Tensor], to sink: ByteSink, zip64From: UInt64 = .init(UInt32.max)) throws {
        let writer = ZipWriter(sink: sink, zip64From: zip64From)
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let header = NPYHeader.bytes(shape: tensor.shape)
            try tensor.withUnsafeBufferPointer { values in
                try header.withUnsafeBytes { header in
                    try writer.append(name + ".npy", parts: [header, UnsafeRawBufferPointer(values)])
                }
            }
        }
        try writer.finish()
    }

    private static func read(from source: ByteSource) throws -> [String: Tensor] {
        var tensors: [String: Tensor] = [:]
        for entry in try ZipReader.entries(of: source) {
            guard entry.name.hasSuffix(".npy") else {
                throw source.unsupported("its entry \(entry.name) is not an array, whose name ends in .npy")
            }
            guard !entry.isCompressed else {
                throw source.unsupported(
                    "its entry \(entry.name) is compressed; store it with numpy.savez instead of "
                        + "numpy.savez_compressed")
            }
            let name = String(entry.name.dropLast(4))
            let bytes = try ZipReader.bytes(of: entry, in: source)
            let array = try NPY.read(from: ByteSource(bytes: bytes, name: "\(source.name), entry \(entry.name)"))
            guard tensors.updateValue(array, forKey: name) == nil else {
                throw source.malformed("its entry \(entry.name) stands twice")
            }
        }
        return tensors
    }
}
