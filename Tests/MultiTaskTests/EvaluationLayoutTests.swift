import Audio
import Foundation
import MultiTask
import Testing

@Suite struct EvaluationLayoutTests {
    private var report: EvaluationReport {
        let frame = 1 / 31.25
        let notes = [
            ScoreNote(pitch: 60, onset: 9.5 * frame, offset: 29.5 * frame, program: 0),
            ScoreNote(pitch: 67, onset: 19.5 * frame, offset: 49.5 * frame, program: 40),
        ]
        let heard = [
            HandMade.Curve(60, 0, HandMade.held(0.02, 10) + HandMade.held(0.9, 20)),
            HandMade.Curve(67, 0, HandMade.held(0.02, 20) + HandMade.held(0.9, 30)),
        ]
        var evaluator = Evaluator(instruments: HandMade.duo + [.flute])
        evaluator.add(HandMade.prediction(heard, instruments: HandMade.duo + [.flute], frames: 60), notes: notes)
        return evaluator.report(resamples: 20)
    }

    @Test func figuresAndConfusionStandInThePicture() {
        let picture = EvaluationLayout(report, title: "one <clip>").picture
        var texts: [String] = []
        var labels: [String] = []
        for element in picture.elements {
            switch element {
            case .text(let text):
                texts.append(text.string)
                #expect(0...picture.width ~= text.x && 0...picture.height ~= text.y, "\(text.string)")
            case .rectangle(let shape):
                #expect(shape.x + shape.width <= picture.width + 0.5 && shape.y + shape.height <= picture.height + 0.5)
                if let label = shape.label { labels.append(label) }
            case .line: break
            }
        }
        for word in ["one <clip>", "instrument F1", "pitch accuracy", "piano", "violin", "missed", "invented"] {
            #expect(texts.contains(word), "\(word)")
        }
        // Who neither plays nor is heard has no place in it.
        #expect(!texts.contains("flute"))
        // The violin's one note was heard as the piano's.
        #expect(labels == ["1 of 1", "0 of 1", "0 of 1", "1 of 1", "0 of 1", "0 of 1"])
    }

    @Test func itIsWrittenAsSVG() {
        let text = String(decoding: SVGExport.data(for: report, title: "one <clip>"), as: UTF8.self)
        #expect(text.contains("<title>one &lt;clip&gt;</title>") && text.hasSuffix("</svg>\n"))
    }

    @Test func nothingIsAPictureToo() {
        let empty = Evaluator(instruments: HandMade.duo).report(resamples: 10)
        #expect(EvaluationLayout(empty).picture.width > 0)
        #expect(empty.intervals.isEmpty)
    }
}
