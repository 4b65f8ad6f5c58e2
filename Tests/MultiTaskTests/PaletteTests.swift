import Foundation
import MultiTask
import Testing

/// Whether the nine colours stay apart for those who see two kinds of light: Machado, Oliveira and Fernandes (2009),
/// severity 1, and distances in CIELAB.
@Suite struct PaletteTests {
    private static let sights: [(name: String, matrix: [Double], least: Double)] = [
        ("normal", [1, 0, 0, 0, 1, 0, 0, 0, 1], 26),
        (
            "protanopia",
            [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998], 26
        ),
        (
            "deuteranopia",
            [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881], 26
        ),
        (
            "tritanopia",
            [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900], 20
        ),
    ]

    private func times(_ matrix: [Double], _ vector: [Double]) -> [Double] {
        (0..<3).map { row in (0..<3).reduce(0) { $0 + matrix[row * 3 + $1] * vector[$1] } }
    }

    /// CIELAB under D65, after the simulation.
    private func lab(_ color: Picture.Color, seenThrough matrix: [Double]) -> [Double] {
        let linear = [color.red, color.green, color.blue].map {
            $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4)
        }
        let seen = times(matrix, linear).map { min(max($0, 0), 1) }
        let xyz = [
            0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.0721750, 0.0193339, 0.1191920, 0.9503041,
        ]
        let white = times(xyz, [1, 1, 1])
        let f = zip(times(xyz, seen), white).map { value, white -> Double in
            let share = value / white
            return share > 216.0 / 24389 ? cbrt(share) : share * 841 / 108 + 4.0 / 29
        }
        return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }

    @Test func allPairsStayApartForEveryone() {
        // White is the paper.
        let colors = PianorollLayout.palette + [Picture.Color(hex: 0xFFFFFF)]
        for (name, matrix, least) in Self.sights {
            let seen = colors.map { lab($0, seenThrough: matrix) }
            for first in seen.indices {
                for second in seen.indices where second > first {
                    let distance = zip(seen[first], seen[second]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                    #expect(distance.squareRoot() > least, "\(name): colours \(first) and \(second)")
                }
            }
        }
    }

    /// The simulation tells what it should: red and green of equal lightness are one for a deuteranope.
    @Test func theSimulationConfusesWhatItShould() {
        let (red, green) = (Picture.Color(hex: 0xCC7A00), Picture.Color(hex: 0x909000))
        func distance(_ sight: Int) -> Double {
            let (a, b) = (
                lab(red, seenThrough: Self.sights[sight].matrix), lab(green, seenThrough: Self.sights[sight].matrix)
            )
            return zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }
        #expect(distance(2) < 0.4 * distance(0))
    }
}
