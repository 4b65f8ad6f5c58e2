import CMatio
import Foundation
import MultiTask

/// A file of MATLAB's (version 5, compressed or not), read through libmatio. The only file that imports it.
final class MATFile {
    /// What a variable or a cell holds.
    enum Value: Equatable {
        /// Column by column, as MATLAB keeps it.
        case matrix(rows: Int, columns: Int, values: [Double])
        /// Cells, column by column.
        case cells([Value])
    }

    private let file: OpaquePointer
    private let path: String

    /// Labels of a piece take some hundred kilobytes.
    private static let greatestCount = 8 << 20

    /// - Throws: ``DatasetError`` where it isn't there or is no file of MATLAB's.
    init(contentsOf url: URL) throws {
        path = url.path
        guard FileManager.default.fileExists(atPath: path) else {
            throw DatasetError.missing(file: path, reason: "or can't be read")
        }
        // It would print what it thinks of a damaged file; here that becomes an error.
        Mat_LogInitFunc(nil) { _, _ in }
        guard let file = Mat_Open(path, Int32(MAT_ACC_RDONLY.rawValue)) else {
            throw DatasetError.malformed(file: path, place: "its header", reason: "should be that of a MAT file")
        }
        self.file = file
    }

    deinit { Mat_Close(file) }

    /// The variable of a name.
    ///
    /// - Throws: ``DatasetError`` where there is none, or one of another kind than numbers and cells of them.
    func value(_ name: String) throws -> Value {
        Mat_Rewind(file)
        guard let variable = Mat_VarRead(file, name) else {
            throw DatasetError.malformed(file: path, place: name, reason: "isn't there or is damaged")
        }
        defer { Mat_VarFree(variable) }
        return try Self.value(of: variable, place: name, path: path, depth: 0)
    }

    private static func value(
        of variable: UnsafeMutablePointer<matvar_t>, place: String, path: String, depth: Int
    ) throws -> Value {
        func error(_ reason: String) -> DatasetError { .malformed(file: path, place: place, reason: reason) }
        let array = variable.pointee
        guard array.rank == 2, let dimensions = array.dims else { throw error("should have two dimensions") }
        let (rows, columns) = (Int(clamping: dimensions[0]), Int(clamping: dimensions[1]))
        let (count, isTooMuch) = rows.multipliedReportingOverflow(by: columns)
        guard !isTooMuch, count <= greatestCount else {
            throw error("has \(rows) × \(columns) values, too many for labels")
        }
        guard count > 0 else {
            return array.class_type == MAT_C_CELL ? .cells([]) : .matrix(rows: rows, columns: columns, values: [])
        }
        guard let data = array.data else { throw error("holds no values") }
        switch array.class_type {
        case MAT_C_CELL:
            guard depth < 8 else { throw error("lies deeper than 8 cells") }
            let cells = data.assumingMemoryBound(to: UnsafeMutablePointer<matvar_t>?.self)
            return .cells(
                try (0..<count).map { index in
                    guard let cell = cells[index] else { throw error("cell \(index + 1) is empty") }
                    return try value(of: cell, place: "\(place){\(index + 1)}", path: path, depth: depth + 1)
                })
        case MAT_C_DOUBLE:
            guard array.isComplex == 0, array.nbytes >= count * MemoryLayout<Double>.size else {
                throw error("should hold \(count) real numbers")
            }
            let numbers = data.assumingMemoryBound(to: Double.self)
            return .matrix(rows: rows, columns: columns, values: (0..<count).map { numbers[$0] })
        default:
            throw error("should be numbers in double precision or cells of them")
        }
    }
}
