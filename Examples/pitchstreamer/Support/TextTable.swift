/// Columns for a person: the first flush left, the others flush right, or as said.
struct TextTable {
    private var rows: [[String]]
    private let leftColumns: Set<Int>

    /// - Parameter left: which columns are flush left.
    init(head: [String], left: Set<Int> = [0]) {
        rows = [head]
        leftColumns = left
    }

    /// - Precondition: as many cells as the head has.
    mutating func add(_ row: [String]) {
        precondition(row.count == rows[0].count, "TextTable: \(row.count) cells in \(rows[0].count) columns")
        rows.append(row)
    }

    /// The lines, without a last line break.
    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                line += (column == 0 ? "" : "  ") + (leftColumns.contains(column) ? cell + space : space + cell)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
