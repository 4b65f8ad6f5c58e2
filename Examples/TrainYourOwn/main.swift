import Audio
import Foundation
import MultiTask

// A network for two instruments that nobody has heard before, a whistle and a reed, made and played on the spot:
//
//     swift run -c release TrainYourOwn [FOLDER] [SECONDS]
//
// Twenty seconds of training are a toy's; a network for real sounds takes hours, by the same calls.

extension Instrument {
    static let whistle = Instrument(name: "whistle", programs: [78])
    static let reed = Instrument(name: "reed", programs: [20])
}

/// Notes of one instrument, one after another, at random.
func melody(program: Int, pitches: ClosedRange<Int>, seconds: Double, using dice: inout SystemRandomNumberGenerator)
    -> [ScoreNote]
{
    var notes: [ScoreNote] = []
    var time = Double.random(in: 0...0.5, using: &dice)
    while time < seconds - 1 {
        let length = Double.random(in: 0.3...0.9, using: &dice)
        let pitch = Int.random(in: pitches, using: &dice)
        notes.append(ScoreNote(pitch: pitch, onset: time, offset: time + length, program: program))
        time += length + Double.random(in: 0.05...0.4, using: &dice)
    }
    return notes
}

/// A whistle has one partial, a reed the odd ones.
func play(_ notes: [ScoreNote], seconds: Double) -> AudioBuffer {
    let rate = 16_000.0
    var samples = [Float](repeating: 0, count: Int(seconds * rate))
    for note in notes {
        let frequency = 440 * pow(2, Double(note.pitch - 69) / 12)
        let partials = note.program == Instrument.whistle.programs[0] ? [1] : [1, 3, 5, 7]
        for index in Int(note.onset * rate)..<Int(note.offset * rate) {
            let time = Double(index) / rate
            let level = min(1, (time - note.onset) / 0.02, (note.offset - time) / 0.02)
            let value = partials.reduce(0) { $0 + sin(2 * .pi * frequency * Double($1) * time) / Double($1) }
            samples[index] += Float(0.2 * level * value)
        }
    }
    return AudioBuffer(samples: samples, sampleRate: rate)
}

/// A piece for both.
func piece(seconds: Double, using dice: inout SystemRandomNumberGenerator) -> [ScoreNote] {
    melody(program: Instrument.whistle.programs[0], pitches: 72...96, seconds: seconds, using: &dice)
        + melody(program: Instrument.reed.programs[0], pitches: 45...70, seconds: seconds, using: &dice)
}

let arguments = Array(CommandLine.arguments.dropFirst())
let folder =
    arguments.first.map { URL(fileURLWithPath: $0) }
    ?? FileManager.default.temporaryDirectory.appendingPathComponent("TrainYourOwn")
let seconds = arguments.count > 1 ? Double(arguments[1]) ?? 20 : 20

// The material: pairs of sound and score of one base name.
var dice = SystemRandomNumberGenerator()
let pairs = folder.appendingPathComponent("pairs")
try FileManager.default.createDirectory(at: pairs, withIntermediateDirectories: true)
for number in 1...4 {
    let notes = piece(seconds: 20, using: &dice)
    try AudioFile.write(play(notes, seconds: 20), to: pairs.appendingPathComponent("\(number).wav"))
    try MIDIFile(notes: notes).write(to: pairs.appendingPathComponent("\(number).mid"))
}

// The training.
let trainer = Trainer(
    settings: TrainingSettings(
        budget: .minutes(seconds / 60), batchSize: 4, learningRate: 1e-2, averageDecay: 0.9, augments: false),
    network: NetworkSettings(channels: [8, 16, 24, 32], instrumentCount: 2), instruments: [.whistle, .reed])
let run = folder.appendingPathComponent("run")
try trainer.train(folder: pairs, run: run) { event in
    if case .progress(let now) = event {
        print("\(now.clips) clips, losses: roll \(now.rollLoss), pitch \(now.pitchLoss)")
    }
}

// What it learnt, on a piece that it never heard.
let streamer = try PitchStreamer(contentsOf: run.appendingPathComponent("weights.safetensors"))
let score = piece(seconds: 20, using: &dice)
let heard = try streamer.transcribe(play(score, seconds: 20)).notes
let right = score.filter { note in
    heard.contains {
        $0.pitch == note.pitch && $0.instrument.programs[0] == note.program && abs($0.onset - note.onset) < 0.1
    }
}
print("\(streamer.instruments): \(right.count) of \(score.count) notes found, \(heard.count) heard")
