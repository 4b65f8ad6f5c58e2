// Thresholds for one's own recordings, from pairs of sound and score.
import Audio
import Foundation
import MultiTask

let recording = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? "Examples/Recording/canon.flac")

/// The thresholds that hear these songs best.
func calibrate(_ songs: [(audio: URL, score: URL)]) throws -> Thresholds {
    let streamer = try PitchStreamer()
    var fitter = ThresholdFitter(instruments: streamer.instruments)
    for song in songs {
        fitter.add(try streamer.predict(contentsOf: song.audio), notes: try MIDIFile(contentsOf: song.score).notes)
    }
    return fitter.thresholds
}

/// What they are worth on other songs.
func measure(_ thresholds: Thresholds, on songs: [(audio: URL, score: URL)]) throws -> EvaluationReport {
    let streamer = try PitchStreamer()
    var evaluator = Evaluator(instruments: streamer.instruments, thresholds: thresholds)
    for song in songs {
        evaluator.add(try streamer.predict(contentsOf: song.audio), notes: try MIDIFile(contentsOf: song.score).notes)
    }
    return evaluator.report
}

// One song serves both here, which a real calibration must not do.
let songs = [(audio: recording, score: recording.deletingPathExtension().appendingPathExtension("mid"))]
let thresholds = try calibrate(songs)
let report = try measure(thresholds, on: songs)
print(report.noteF1 ?? 0)

let streamer = try PitchStreamer(options: PitchStreamer.Options(thresholds: thresholds))
print(try streamer.transcribe(contentsOf: recording, to: 8).notes.count)
