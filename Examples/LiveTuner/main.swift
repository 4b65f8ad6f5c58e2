import Audio
import Foundation
import MultiTask

// What sounds now, and how it is tuned, as a display on a music stand would show it. A file stands for the microphone:
//
//     swift run -c release LiveTuner SONG [LOOK-AHEAD]
//
// It is listened to as fast as it goes. A sound card's callback would hand its blocks to a `LiveInput`, and the loop would
// be `for try await event in streamer.events(of: input)`.

/// The last seconds of the sound, and how far they lie from 440 Hz.
struct Tuner {
    private var recent: [Float] = []
    private let length = 4 * 16_000

    mutating func hear(_ block: [Float]) { recent = (recent + block).suffix(length) }

    /// Hundredths of a semitone above (or, negative, below); nil in silence.
    var cents: Int? { TuningEstimator().tuning(of: recent).map { Int(($0 * 100).rounded()) } }
}

/// "  3.20 s  D3 cello, F#4 piano".
func line(at seconds: Double, _ notes: [Note], cents: Int?) -> String {
    let sounding = notes.sorted(by: Note.precedes).map { "\($0.pitchName) \($0.instrument)" }.joined(separator: ", ")
    let tuning = cents.map { String(format: "  (%+d cents)", $0) } ?? ""
    return String(format: "%6.2f s  ", seconds) + (sounding.isEmpty ? "–" : sounding) + tuning
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard let path = arguments.first, arguments.count <= 2 else {
    FileHandle.standardError.write(Data("usage: LiveTuner SONG [LOOK-AHEAD in seconds]\n".utf8))
    exit(2)
}
do {
    let lookAhead = arguments.count > 1 ? PitchStreamer.LookAhead.seconds(Double(arguments[1]) ?? 0.5) : .standard
    // A tenth of a second at a time, mono at 16 kHz.
    let microphone = try AudioDecodingStream(
        contentsOf: URL(fileURLWithPath: path), sampleRate: 16_000, blockFrames: 1_600)
    var session = try PitchStreamer().session(sampleRate: 16_000, lookAhead: lookAhead)
    var tuner = Tuner()
    var shown: [String] = []
    var count = 0
    while let block = try microphone.next() {
        tuner.hear(block.samples)
        count += try session.append(block).notes.count
        // The proposals that sound: what a display shows before it is final.
        let sounding = session.proposals.filter(\.isSounding).map(\.note)
        let names = sounding.map { "\($0.pitch) \($0.instrument)" }.sorted()
        guard names != shown else { continue }
        shown = names
        print(line(at: session.seconds, sounding, cents: tuner.cents))
    }
    count += try session.finish().notes.count
    print("\(count) notes in all")
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
