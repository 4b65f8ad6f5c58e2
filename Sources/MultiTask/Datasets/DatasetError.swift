/// What is wrong with a dataset's folder or with a file in it.
package enum DatasetError: Error, Sendable, Equatable {
    /// The folder isn't of the dataset's layout at all.
    case layout(folder: String, dataset: String, expected: String)
    /// Something that the layout promises isn't there.
    case missing(file: String, reason: String)
    /// A file doesn't hold what it should; `place` is a line or a key.
    case malformed(file: String, place: String, reason: String)
}

extension DatasetError: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what would be right.
    package var description: String {
        switch self {
        case .layout(let folder, let dataset, let expected):
            "\(folder): is no folder of \(dataset), which has \(expected)."
        case .missing(let file, let reason): "\(file): isn't there, \(reason)."
        case .malformed(let file, let place, let reason): "\(file), \(place): \(reason)."
        }
    }
}
