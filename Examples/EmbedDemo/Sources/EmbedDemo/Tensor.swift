import MultiTask

/// This program's own `Tensor`: seconds × instruments. `import MultiTask` brings no type of that name along, so there
/// is nothing to qualify.
struct Tensor: Sendable {
    let instruments: [Instrument]
    let rows: [[Float]]

    /// The greatest activation of each instrument within each second.
    init(secondsOf recognition: Recognition) {
        instruments = recognition.instruments
        let count = instruments.count
        var rows: [[Float]] = []
        for frame in 0..<recognition.frameCount {
            let second = Int(recognition.time(ofFrame: frame))
            if rows.count <= second { rows.append([Float](repeating: 0, count: count)) }
            for index in 0..<count {
                rows[second][index] = max(rows[second][index], recognition.activations[frame * count + index])
            }
        }
        self.rows = rows
    }

    /// One line for each second: the likeliest instruments with their activations in per cent.
    var lines: [String] {
        rows.enumerated().map { second, row in
            let likeliest = zip(instruments, row).sorted { $0.1 > $1.1 }.prefix(3)
            let cells = likeliest.map { "\($0) \(Int(($1 * 100).rounded())) %" }
            return "second \(second): " + cells.joined(separator: ", ")
        }
    }
}
