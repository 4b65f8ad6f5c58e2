/// What the world can get wrong about files of arrays: each case says what, where, and what would be right.
public enum CheckpointError: Error, Equatable, Sendable {
    /// There is nothing at the path.
    case notFound(path: String)
    /// The path is a folder or a device, or can't be read for lack of permission.
    case unreadable(path: String, reason: String)
    /// The bytes are of another format, or contradict their own header.
    case malformed(path: String, reason: String)
    /// Well-formed, but of a kind that isn't read or can't be written.
    case unsupported(path: String, reason: String)
    /// The file could not be written; nothing is left behind.
    case unwritable(path: String, reason: String)
}

extension CheckpointError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .notFound(let path): "\(path): there is no such file."
        case .unreadable(let path, let reason): "\(path): can't be read: \(reason)."
        case .malformed(let path, let reason): "\(path): is damaged or not what it claims: \(reason)."
        case .unsupported(let path, let reason): "\(path): isn't supported: \(reason)."
        case .unwritable(let path, let reason): "\(path): can't be written: \(reason)."
        }
    }
}
