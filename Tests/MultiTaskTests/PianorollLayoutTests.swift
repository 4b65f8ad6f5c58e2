import Testing

@testable import MultiTask

@Suite struct PianorollLayoutTests {
    /// Everything that a long song of all instruments has.
    private func song(seconds: Double, notes count: Int) -> Transcription {
        var generator = SplitMix(seed: 5)
        let notes = (0..<count).map { index in
            let onset = Double.random(in: 0...seconds - 1, using: &generator)
            return Note(
                instrument: Instrument.nine[index % 9], pitch: Int.random(in: 28...96, using: &generator),
                onset: onset, offset: onset + Double.random(in: 0.1...1, using: &generator))
        }
        let segments = Instrument.nine.map { InstrumentSegment(instrument: $0, start: 1, end: seconds / 2) }
        return Transcription(duration: seconds, instruments: Instrument.nine, notes: notes, segments: segments)
    }

    private func box(_ text: Picture.Text) -> (left: Double, right: Double, top: Double, bottom: Double) {
        let width = Picture.width(of: text.string, size: text.size)
        let left =
            switch text.anchor {
            case .start: text.x
            case .middle: text.x - width / 2
            case .end: text.x - width
            }
        return (left, left + width, text.y - text.size * 0.8, text.y + text.size * 0.2)
    }

    @Test(arguments: [0.01, 5, 20, 180, 3600])
    func everythingLiesInThePictureAndNoTextOnAnother(seconds: Double) {
        let picture = PianorollLayout(song(seconds: max(seconds, 2), notes: 300), title: "A title").picture
        #expect(picture.width <= 16_500)
        var texts: [Picture.Text] = []
        for element in picture.elements {
            switch element {
            case .rectangle(let shape):
                #expect(shape.x >= 0 && shape.x + shape.width <= picture.width + 3)
                #expect(shape.y >= 0 && shape.y + shape.height <= picture.height)
            case .line(let line):
                #expect(min(line.x1, line.x2) >= 0 && max(line.x1, line.x2) <= picture.width)
                #expect(min(line.y1, line.y2) >= 0 && max(line.y1, line.y2) <= picture.height)
            case .text(let text): texts.append(text)
            }
        }
        for (index, text) in texts.enumerated() {
            let own = box(text)
            #expect(own.left >= 0 && own.right <= picture.width && own.bottom <= picture.height, "\(text.string)")
            for other in texts.dropFirst(index + 1) {
                let its = box(other)
                let isApart =
                    own.right <= its.left || its.right <= own.left || own.bottom <= its.top || its.bottom <= own.top
                #expect(isApart, "\(text.string) lies on \(other.string)")
            }
        }
    }

    @Test func notesOfOnePitchThatSoundTogetherShareTheirRow() {
        let notes = [
            Note(instrument: .piano, pitch: 60, onset: 0, offset: 2),
            Note(instrument: .violin, pitch: 60, onset: 1, offset: 3),
            Note(instrument: .piano, pitch: 60, onset: 2, offset: 4),
            Note(instrument: .piano, pitch: 60, onset: 5, offset: 6),
            Note(instrument: .piano, pitch: 62, onset: 0, offset: 6),
        ]
        let placed = PianorollLayout.placed(notes)
        #expect(placed.map(\.slot) == [0, 1, 0, 0, 0])
        #expect(placed.map(\.slots) == [2, 2, 2, 1, 1])
    }

    @Test func ticksAreRoundNumbers() {
        #expect(PianorollAxes.tickStep(pointsPerSecond: 48) == 2)
        #expect(PianorollAxes.tickStep(pointsPerSecond: 13) == 5)
        #expect(PianorollAxes.label(20, span: 20, step: 2) == "20 s")
        #expect(PianorollAxes.label(65, span: 180, step: 5) == "1:05")
        #expect(PianorollAxes.label(3725, span: 4000, step: 5) == "1:02:05")
    }

    @Test func theNineColoursAreNine() {
        #expect(Set(PianorollLayout.palette).count == 9)
        let ten = (0..<10).map { Instrument(name: "number \($0)", programs: [$0]) }
        let layout = PianorollLayout(Transcription(duration: 1, instruments: ten, notes: [], segments: []))
        #expect(Set(ten.map { layout.color(of: $0) }).count == 10)
    }
}
