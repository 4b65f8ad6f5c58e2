import Foundation
import MultiTask

let recording = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? "Examples/Recording/canon.flac")
let recognition = try InstrumentRecognizer().recognize(contentsOf: recording)
for segment in recognition.segments {
    print(segment.instrument, segment.start, segment.end)
}
let transcription = try PitchStreamer().transcribe(contentsOf: recording)
for note in transcription.notes {
    print(note.instrument, note.pitchName, note.onset, note.offset)
}
