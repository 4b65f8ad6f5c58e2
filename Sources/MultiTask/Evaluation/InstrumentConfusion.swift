/// Which instrument's notes were given to which: counts of notes whose onset (within 50 ms) and pitch are right.
///
/// Notes are matched within each instrument first, then those that are left with one another, so that of two players in
/// unison neither is taken for the other.
public struct InstrumentConfusion: Sendable, Hashable, Codable {
    /// The instruments' names, in the order of rows and columns.
    public let instruments: [String]
    /// Notes that the row's instrument plays and the column's was heard with.
    public private(set) var counts: [[Int]]
    /// Notes of each instrument that weren't found.
    public private(set) var missed: [Int]
    /// Notes of each instrument that nobody plays.
    public private(set) var invented: [Int]

    init(instruments: [String]) {
        self.instruments = instruments
        let none = [Int](repeating: 0, count: instruments.count)
        counts = [[Int]](repeating: none, count: instruments.count)
        missed = none
        invented = none
    }

    /// Adds a clip; labels are indices of instruments.
    mutating func add(reference: [NoteMetrics.Item], estimate: [NoteMetrics.Item]) {
        var (reference, estimate) = (reference, estimate)
        for label in instruments.indices {
            let own = reference.indices.filter { reference[$0].label == label }
            let heard = estimate.indices.filter { estimate[$0].label == label }
            let pairs = NoteMetrics.pairs(
                reference: own.map { reference[$0] }, estimate: heard.map { estimate[$0] },
                tolerance: .withoutOffset)
            counts[label][label] += pairs.count
            remove(pairs.map { own[$0.reference] }, from: &reference)
            remove(pairs.map { heard[$0.estimate] }, from: &estimate)
        }
        let pairs = NoteMetrics.pairs(reference: reference, estimate: estimate, tolerance: .withoutOffset)
        for pair in pairs { counts[reference[pair.reference].label][estimate[pair.estimate].label] += 1 }
        remove(pairs.map(\.reference), from: &reference)
        remove(pairs.map(\.estimate), from: &estimate)
        for note in reference { missed[note.label] += 1 }
        for note in estimate { invented[note.label] += 1 }
    }

    private func remove(_ indices: [Int], from items: inout [NoteMetrics.Item]) {
        let gone = Set(indices)
        items = items.indices.filter { !gone.contains($0) }.map { items[$0] }
    }
}
