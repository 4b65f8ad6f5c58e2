// What may be asked of a result.
import Audio
import Foundation
import MultiTask

let arguments = CommandLine.arguments.dropFirst()
let song = URL(fileURLWithPath: arguments.first ?? "Examples/Recording/canon.flac")

let streamer = try PitchStreamer(options: PitchStreamer.Options(keep: [.pitch, .latent]))
let transcription = try streamer.transcribe(contentsOf: song, to: 8)

for instrument in transcription.heardInstruments {
    let notes = transcription.notes(of: instrument)
    print(instrument, notes.count, "notes,", transcription.share(of: instrument), "of the time")
}

print("at 5 s:", transcription.instruments(at: 5))
for note in transcription.notes(in: 4..<5) where note.confidence > 0.8 {
    print(note.pitchName, note.velocity)
}

// Frames × 88 keys, 1 where a note of the cello sounds, ten frames a second.
let roll = transcription.pianoroll(of: .cello, frameRate: 10)
print(roll.frameCount, roll[0, 60])

// Probabilities: of the violin in each frame, 31.25 a second.
let curve = transcription.activations(of: .violin)
print(curve.count, "frames,", curve.max() ?? 0)

// What was kept of the network's own output.
if let posteriors = transcription.posteriors, let latent = posteriors.latent {
    print(posteriors.pitch.count / 88, "frames of pitches,", latent.columnCount, "columns of Z")
}

// All values are Codable.
let json = try JSONEncoder().encode(transcription)
let again = try JSONDecoder().decode(Transcription.self, from: json)
print(again.notes.count == transcription.notes.count)
