// What is known of the music is said, and what is heard leans one way.
import Foundation
import MultiTask

let song = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? "Examples/Recording/canon.flac")

/// Three players, known by name; the flute plays one note at a time.
func trio() throws -> PitchStreamer {
    var options = PitchStreamer.Options()
    options.steering.players = .only([.flute, .violin, .cello])
    options.steering.polyphony = [.flute: 1]
    options.steering.pitchRange = 36...96
    return try PitchStreamer(options: options)
}

/// Some four players, whoever they are; rather too few notes than wrong ones.
func quartet() throws -> PitchStreamer {
    var options = PitchStreamer.Options()
    options.steering.players = .count(4)
    options.preset = .precise
    return try PitchStreamer(options: options)
}

/// The README's.
func preciseTrio() throws -> PitchStreamer {
    var options = PitchStreamer.Options()
    options.steering.players = .only([.flute, .violin, .cello])
    options.preset = .precise
    return try PitchStreamer(options: options)
}

/// Thresholds of one instrument, and what counts as a note.
func eagerForTheCello() throws -> PitchStreamer {
    var thresholds = try PitchStreamer().modelDescription.thresholds
    for index in thresholds.instruments.indices where thresholds.instruments[index].instrument == "cello" {
        thresholds.instruments[index].roll /= 2
    }
    var options = PitchStreamer.Options(thresholds: thresholds)
    options.notes.minimumLength = 0.15  // seconds; shorter notes are dropped
    options.notes.restrikeRise = nil  // a note struck anew is one note
    return try PitchStreamer(options: options)
}

for streamer in [try trio(), try quartet(), try preciseTrio(), try eagerForTheCello()] {
    let transcription = try streamer.transcribe(contentsOf: song, to: 8)
    print(transcription.heardInstruments, transcription.notes.count)
}
