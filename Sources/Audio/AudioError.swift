/// What the world can get wrong about sound and scores: each case says what, where, and what would be right.
public enum AudioError: Error, Equatable, Sendable {
    /// There is nothing at the path.
    case notFound(path: String)
    /// The path is a folder, or can't be read for lack of permission.
    case unreadable(path: String, reason: String)
    /// The bytes are of no format that can be decoded, or contradict their own header.
    case malformed(path: String, reason: String)
    /// A sound format or setting that exists, but isn't supported.
    case unsupported(path: String, reason: String)
    /// A sample is NaN or infinite.
    case nonFinite(path: String, frame: Int)
    /// The file could not be written; nothing is left behind.
    case unwritable(path: String, reason: String)
}

extension AudioError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .notFound(let path): "\(path): there is no such file."
        case .unreadable(let path, let reason): "\(path): can't be read: \(reason)."
        case .malformed(let path, let reason): "\(path): is damaged or not what it claims: \(reason)."
        case .unsupported(let path, let reason): "\(path): isn't supported: \(reason)."
        case .nonFinite(let path, let frame): "\(path): sample \(frame) is not a finite number."
        case .unwritable(let path, let reason): "\(path): can't be written: \(reason)."
        }
    }
}
