/// Columns for a person: the first flush left, the others flush right, or as said.
struct TextTable {
    private var rows: [[String]]
    private var faults: Set<Int> = []
    private let leftColumns: Set<Int>
    private let hasHead: Bool

    /// - Parameters:
    ///   - head: what stands above the columns, or a first row like the others.
    ///   - left: which columns are flush left.
    ///   - hasHead: the first row is one.
    init(head: [String], left: Set<Int> = [0], hasHead: Bool = true) {
        rows = [head]
        leftColumns = left
        self.hasHead = hasHead
    }

    /// - Parameter isFault: the row tells of something that went wrong.
    /// - Precondition: as many cells as the head has.
    mutating func add(_ row: [String], isFault: Bool = false) {
        precondition(row.count == rows[0].count, "TextTable: \(row.count) cells in \(rows[0].count) columns")
        if isFault { faults.insert(rows.count) }
        rows.append(row)
    }

    /// The lines, without a last line break.
    ///
    /// - Parameter terminal: where it goes: its head may be bold there, and a fault red.
    func text(on terminal: Terminal) -> String {
        lines.enumerated().map { index, line in
            if index == 0, hasHead { return terminal.bold(line) }
            return faults.contains(index) ? terminal.red(line) : line
        }.joined(separator: "\n")
    }

    /// The same on standard output.
    var text: String { text(on: .standardOutput) }

    private var lines: [String] {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                line += (column == 0 ? "" : "  ") + (leftColumns.contains(column) ? cell + space : space + cell)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}
