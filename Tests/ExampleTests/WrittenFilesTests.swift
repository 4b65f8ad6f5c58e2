import Audio
import Foundation
import MultiTask
import Testing

/// What the writers wrote, read by other programs: NumPy, mido and whatever else `Tests/Reference/writers.py` finds.
///
/// Runs where a Python has both: that of PEER_PYTHON, the repository's `.venv`, or `python3`.
@Suite struct WrittenFilesTests {
    private static let python: String? = {
        let candidates: [String?] = [
            ProcessInfo.processInfo.environment["PEER_PYTHON"],
            Repository.root.appendingPathComponent(".venv/bin/python").path, "python3",
        ]
        return candidates.compactMap { $0 }.first { (try? run($0, ["-c", "import mido, numpy"]))?.status == 0 }
    }()

    private static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    /// A minute of three players, with odd places and lengths.
    private static var song: Transcription {
        var notes: [Note] = []
        var time = 0.31
        for index in 0..<160 {
            let length = [0.25, 0.5, 1.0 / 6, 0.75][index / 3 % 4]
            notes.append(
                Note(
                    instrument: .piano, pitch: 48 + index * 7 % 36, onset: time, offset: time + length * 1.1,
                    velocity: 40 + index % 60, confidence: 0.75))
            if index % 4 == 0 {
                notes.append(
                    Note(instrument: .bass, pitch: 33 + index % 12, onset: time, offset: time + 1.4, confidence: 0.5))
            }
            if index % 6 == 1 {
                notes.append(
                    Note(instrument: .violin, pitch: 70 + index % 9, onset: time, offset: time + 2.3, confidence: 0.9))
            }
            time += length
        }
        return Transcription(
            duration: time + 2, instruments: Instrument.nine, notes: notes,
            segments: [
                InstrumentSegment(instrument: .piano, start: 0.31, end: time),
                InstrumentSegment(instrument: .acousticGuitar, start: 1.5, end: 2.25, confidence: 0.625),
            ])
    }

    @Test(.enabled(if: python != nil, "no Python with mido and NumPy is installed"), arguments: [song, silence])
    func otherProgramsReadWhatIsWritten(_ result: Transcription) throws {
        let folder = try ScratchFolder()
        for format in TranscriptionFormat.allCases {
            try result.write(
                to: folder.url.appendingPathComponent("result").appendingPathExtension(format.pathExtensions[0]),
                title: "A song")
        }
        let script = Repository.root.appendingPathComponent("Tests/Reference/writers.py").path
        // MuseScore takes its time; the script is run with it by hand.
        let outcome = try Self.run(Self.python ?? "", [script, folder.url.path, "--musescore", "none"])
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(outcome.text.split(separator: "\n").count == TranscriptionFormat.allCases.count, "\(outcome.text)")
    }

    private static let silence = Transcription(
        duration: 1, instruments: Instrument.nine, notes: [], segments: [])
}
