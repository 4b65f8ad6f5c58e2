// A recording heard: who plays when, which notes, and a MIDI file of them.
import Audio
import Foundation
import MultiTask

let arguments = CommandLine.arguments.dropFirst()
let song = URL(fileURLWithPath: arguments.first ?? "Examples/Recording/canon.flac")
let folder = URL(fileURLWithPath: arguments.dropFirst().first ?? NSTemporaryDirectory())

let recognizer = try InstrumentRecognizer()  // the bundled weights
let streamer = PitchStreamer(sharing: recognizer)  // the same, without loading them again

let recognition = try recognizer.recognize(contentsOf: song)
for segment in recognition.segments {
    print(segment.instrument, segment.start, segment.end)
}

let transcription = try streamer.transcribe(contentsOf: song)
for note in transcription.notes {
    print(note.instrument, note.pitchName, note.onset, note.offset)
}

try transcription.write(to: folder.appendingPathComponent("song.mid"))

/// The first ten seconds.
func opening() throws -> Transcription {
    try streamer.transcribe(contentsOf: song, from: 0, to: 10)
}

/// Anything that makes samples.
func transcribe(_ samples: [Float], channels: Int) throws -> Transcription {
    try streamer.transcribe(AudioBuffer(interleaved: samples, channelCount: channels, sampleRate: 44_100))
}

print(try opening().notes.count, try transcribe([Float](repeating: 0, count: 88_200), channels: 2).notes.count)
