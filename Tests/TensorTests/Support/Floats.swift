@testable import Tensor

/// Floats of their own for a test that hands out pointers: exactly as many as asked for, with `guardValue` before and
/// behind them, which nobody may write to.
final class Floats {
    private static let guardValue: Float = -12_345.75
    private static let margin = 64
    private let memory: UnsafeMutablePointer<Float>
    let count: Int

    init(_ values: [Float]) {
        count = values.count
        memory = .allocate(capacity: count + 2 * Self.margin)
        memory.initialize(repeating: Self.guardValue, count: count + 2 * Self.margin)
        for (index, value) in values.enumerated() { base[index] = value }
    }

    /// - Parameter value: what every float begins with.
    convenience init(count: Int, value: Float = 0) {
        self.init([Float](repeating: value, count: count))
    }

    deinit { memory.deallocate() }

    var base: UnsafeMutablePointer<Float> { memory + Self.margin }
    var values: [Float] { (0..<count).map { base[$0] } }

    /// Whether what lies around them is as it was.
    var isIntactAround: Bool {
        (0..<Self.margin).allSatisfy {
            memory[$0] == Self.guardValue && memory[Self.margin + count + $0] == Self.guardValue
        }
    }
}
