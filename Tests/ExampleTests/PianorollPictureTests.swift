import Foundation
import MultiTask
import Testing

@testable import pitchstreamer

@Suite struct PianorollPictureTests {
    private let transcription = Transcription(
        duration: 4, instruments: [.piano, .violin],
        notes: [Note(instrument: .violin, pitch: 69, onset: 1, offset: 2.5)],
        segments: [InstrumentSegment(instrument: .violin, start: 1, end: 2.5)])

    @Test func itIsAPNGOfTheLayoutsSize() throws {
        let data = try PianorollPicture.png(of: transcription, title: "One note")
        let picture = PianorollLayout(transcription, title: "One note").picture
        #expect(data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        func size(at offset: Int) -> Int { data[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        #expect(size(at: 16) == Int(picture.width.rounded(.up)))
        #expect(size(at: 20) == Int(picture.height.rounded(.up)))
    }

    @Test func theNoteIsDrawn() throws {
        let silent = Transcription(duration: 4, instruments: [.piano, .violin], notes: [], segments: [])
        #expect(try PianorollPicture.png(of: transcription) != PianorollPicture.png(of: silent))
    }
}
