import Foundation

/// Results that come from several threads, each to its place.
final class Slots<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var values: [Value?]
    private var done = 0

    init(count: Int) {
        values = Array(repeating: nil, count: count)
    }

    /// Stores a value and returns how many there are.
    @discardableResult
    func put(_ value: Value, at index: Int) -> Int {
        lock.lock()
        defer { lock.unlock() }
        values[index] = value
        done += 1
        return done
    }
}
