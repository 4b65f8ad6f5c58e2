import Foundation
import MultiTask

// A folder of recordings to MIDI files, two at a time:
//
//     swift run -c release BatchFolder RECORDINGS [OUTPUT]
//
// A file that can't be read is named, and the others go on. Control-C leaves what was written whole.

func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

/// The sound files of a folder, by name.
func recordings(in folder: URL) throws -> [URL] {
    let endings: Set = ["wav", "flac", "ogg", "opus", "mp3", "aif", "aiff"]
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .filter { endings.contains($0.pathExtension.lowercased()) }
        .sorted { $0.lastPathComponent < $1.lastPathComponent }
}

/// Transcribes them all; gives how many failed.
func transcribe(_ files: [URL], into output: URL) async throws -> Int {
    let streamer = try PitchStreamer()
    var (done, failed) = (0, 0)
    let begin = Date()
    for await item in streamer.transcriptions(of: files, atOnce: 2) {
        let name = item.url.lastPathComponent
        do {
            let transcription = try item.result.get()
            let target = output.appendingPathComponent(item.url.deletingPathExtension().lastPathComponent + ".mid")
            try transcription.write(to: target, title: name)
            let players = transcription.heardInstruments.map(\.name).joined(separator: ", ")
            print("\(name): \(transcription.notes.count) notes, \(players)")
        } catch {
            failed += 1
            say("\(error)\n")
        }
        done += 1
        let left = Date().timeIntervalSince(begin) / Double(done) * Double(files.count - done)
        say("\(done) of \(files.count), \(Int(left.rounded(.up))) s left\n")
    }
    return failed
}

let arguments = CommandLine.arguments.dropFirst().map { URL(fileURLWithPath: $0) }
guard let folder = arguments.first, arguments.count <= 2 else {
    say("usage: BatchFolder RECORDINGS [OUTPUT]\n")
    exit(2)
}
do {
    let output = arguments.count > 1 ? arguments[1] : folder
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    let failed = try await transcribe(recordings(in: folder), into: output)
    exit(failed == 0 ? 0 : 1)
} catch {
    say("\(error)\n")
    exit(1)
}
