import Foundation
import Testing

@testable import MultiTask

/// `log.csv` and `validation.csv` as a picture.
@Suite struct TrainingCurveTests {
    @Test func columnsByTheNamesOfTheHeader() {
        let columns = TrainingCurve.columns(of: "clips,roll_loss\n320,0.5\nbroken\n640,0.25\n")
        #expect(columns == ["clips": [320, 640], "roll_loss": [0.5, 0.25]])
        #expect(TrainingCurve.columns(of: "").isEmpty)
    }

    private func lines(_ picture: Picture, color: Int) -> [Picture.Line] {
        picture.elements.compactMap {
            if case .line(let line) = $0, line.color == Picture.Color(hex: color) { line } else { nil }
        }
    }

    /// A thousand rows become a line of some two hundred points that runs from left to right and falls as the loss does.
    @Test func longLogsAreThinned() {
        let clips = (1...1_000).map { Double($0 * 320) }
        let curve = TrainingCurve(
            training: ["clips": clips, "roll_loss": clips.map { 1 / $0.squareRoot() }], validation: [:])
        let line = lines(curve.picture, color: 0x0072B2)
        #expect(150...200 ~= line.count)
        #expect(line.allSatisfy { $0.x2 > $0.x1 && $0.y2 > $0.y1 })
        #expect(line.allSatisfy { 0...curve.picture.width ~= $0.x2 && 0...curve.picture.height ~= $0.y2 })
    }

    @Test func figuresOfValidationStandBelow() {
        let training = ["clips": [320.0, 640], "roll_loss": [0.5, 0.4]]
        let without = TrainingCurve(training: training, validation: [:]).picture
        let with = TrainingCurve(
            training: training, validation: ["clips": [320.0, 640], "instrument_f1": [0.2, 0.6]]
        ).picture
        #expect(with.height == 2 * without.height)
        let line = lines(with, color: 0x009E73)
        #expect(line.count == 1 && line.allSatisfy { $0.y1 > without.height && $0.y2 < $0.y1 })
    }
}
