import Foundation

/// A checkpoint: named tensors and a few words about them, in the safetensors format
/// (https://github.com/huggingface/safetensors), which PyTorch and many others read and write.
///
/// ```swift
/// let checkpoint = try SafeTensors.read(contentsOf: url)
/// let parameters = try ParameterSet(specifications, values: checkpoint.tensors)
/// try SafeTensors(tensors: parameters.dictionary, metadata: ["epoch": "3"]).write(to: other, precision: .float16)
/// ```
public struct SafeTensors: Sendable {
    /// How floats are stored.
    public enum Precision: Sendable, Hashable, CaseIterable {
        /// As they are.
        case float32
        /// Half the bytes; eleven bits of each value and magnitudes up to 65,504.
        case float16
    }

    /// The arrays by name; none is on a tape.
    public var tensors: [String: Tensor]
    /// What the format calls `__metadata__`: text by name.
    public var metadata: [String: String]
    /// Names that are written in full precision whatever the others are: statistics that half precision can't hold.
    public var keptInFull: Set<String> = []

    /// - Precondition: no tensor is called `__metadata__`, the one name that the format keeps for itself.
    public init(tensors: [String: Tensor], metadata: [String: String] = [:]) {
        precondition(
            tensors[SafeTensors.metadataKey] == nil,
            "SafeTensors: a tensor can't be called \(SafeTensors.metadataKey)")
        self.tensors = tensors.mapValues { $0.detached() }
        self.metadata = metadata
    }

    /// Reads a file once, front to back; its header is checked against its size before memory is taken for a tensor.
    ///
    /// F32, F16, BF16 and I64 are read, all as `Float`: integers beyond 2²⁴ are rounded.
    ///
    /// - Throws: ``CheckpointError``; `malformed` for each thing that the header can get wrong, `unsupported` for
    ///   other kinds of numbers.
    public static func read(contentsOf url: URL) throws -> SafeTensors {
        try SafeTensors(from: ByteSource(contentsOf: url))
    }

    /// Reads a file that is already in memory.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: what errors call it.
    /// - Throws: as ``read(contentsOf:)``.
    public init(bytes: [UInt8], name: String = "safetensors") throws {
        try self.init(from: ByteSource(bytes: bytes, name: name))
    }

    /// Reads a file that is already in memory.
    ///
    /// - Parameters:
    ///   - data: the whole file.
    ///   - name: what errors call it.
    /// - Throws: as ``read(contentsOf:)``.
    public init(data: Data, name: String = "safetensors") throws {
        try self.init(bytes: [UInt8](data), name: name)
    }

    /// Writes to a temporary name beside the target, then renames it.
    ///
    /// The same tensors and metadata give the same bytes: both are ordered by name.
    ///
    /// - Throws: ``CheckpointError/unwritable(path:reason:)``, nothing being left behind;
    ///   ``CheckpointError/unsupported(path:reason:)`` for a finite value that half precision can't hold.
    public func write(to url: URL, precision: Precision = .float32) throws {
        try ByteSink.intoFile(at: url) { try write(to: $0, precision: precision) }
    }

    /// What ``write(to:precision:)`` would write.
    ///
    /// - Throws: ``CheckpointError/unsupported(path:reason:)`` as there.
    public func bytes(precision: Precision = .float32, name: String = "safetensors") throws -> [UInt8] {
        let sink = ByteSink(name: name)
        try write(to: sink, precision: precision)
        return sink.bytes
    }

    /// The format's own name for ``metadata``.
    static let metadataKey = "__metadata__"
}
