/// The F1 of classes over frames, class by class and their mean.
///
/// A class that the reference never has is undefined: listed by name, and no part of the mean.
public struct FrameF1: Sendable, Hashable, Codable {
    /// The counts of a class.
    public struct Row: Sendable, Hashable, Codable {
        /// The class.
        public let name: String
        /// Frames in which the reference has the class, and the estimate too.
        public fileprivate(set) var truePositives = 0
        /// Frames in which the estimate alone has it.
        public fileprivate(set) var falsePositives = 0
        /// Frames in which the reference alone has it.
        public fileprivate(set) var falseNegatives = 0

        /// Whether the reference has the class at all.
        public var isDefined: Bool { truePositives + falseNegatives > 0 }
        /// True positives over all that were found, 0…1; 0 where nothing was.
        public var precision: Double {
            let found = truePositives + falsePositives
            return found > 0 ? Double(truePositives) / Double(found) : 0
        }
        /// Nil where the reference never has the class.
        public var recall: Double? {
            isDefined ? Double(truePositives) / Double(truePositives + falseNegatives) : nil
        }
        /// Nil where the reference never has the class.
        public var f1: Double? {
            isDefined
                ? Double(2 * truePositives) / Double(2 * truePositives + falsePositives + falseNegatives) : nil
        }
    }

    /// One for each class, in the order of the names.
    public private(set) var rows: [Row]

    /// - Parameter names: The classes' names, in the order of the columns.
    public init(names: [String]) {
        rows = names.map { Row(name: $0) }
    }

    /// Adds frames × classes of yes or no.
    ///
    /// - Precondition: as many cells on both sides, a multiple of the number of classes.
    public mutating func add(reference: [Bool], estimate: [Bool]) {
        precondition(
            reference.count == estimate.count && reference.count.isMultiple(of: max(rows.count, 1)),
            "FrameF1: \(reference.count) and \(estimate.count) cells of \(rows.count) classes")
        for cell in reference.indices {
            switch (reference[cell], estimate[cell]) {
            case (true, true): rows[cell % rows.count].truePositives += 1
            case (false, true): rows[cell % rows.count].falsePositives += 1
            case (true, false): rows[cell % rows.count].falseNegatives += 1
            case (false, false): break
            }
        }
    }

    /// The unweighted mean over the classes that the reference has; nil if it has none.
    public var macro: Double? {
        let values = rows.compactMap(\.f1)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// F1 of all cells of all classes together; 0 where there are none.
    public var micro: Double {
        let matched = rows.map(\.truePositives).reduce(0, +)
        let wrong = rows.map { $0.falsePositives + $0.falseNegatives }.reduce(0, +)
        return matched > 0 ? Double(2 * matched) / Double(2 * matched + wrong) : 0
    }

    /// The names of the classes that the reference never has.
    public var undefined: [String] { rows.filter { !$0.isDefined }.map(\.name) }
}
