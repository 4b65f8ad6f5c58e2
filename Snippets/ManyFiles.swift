// Without waiting: progress, cancellation, many files.
import Foundation
import MultiTask

let arguments = CommandLine.arguments.dropFirst()
let song = URL(fileURLWithPath: arguments.first ?? "Examples/Recording/canon.flac")
let folder = URL(fileURLWithPath: arguments.dropFirst().first ?? NSTemporaryDirectory())
let streamer = try PitchStreamer()

/// A bar that moves.
func transcribeWithABar(_ url: URL) async throws -> Int {
    for try await update in streamer.updates(contentsOf: url, to: 8) {
        switch update {
        case .progress(let progress): print(progress.fraction ?? 0)
        case .finished(let transcription): return transcription.notes.count
        }
    }
    throw CancellationError()
}

/// A song that is no longer wanted after a second.
func giveUp(on url: URL) async -> Bool {
    let task = Task { try await streamer.transcribe(contentsOf: url) }
    try? await Task.sleep(for: .seconds(1))
    task.cancel()
    let result = await task.result  // a CancellationError, if it wasn't done
    return (try? result.get()) == nil
}

/// A folder, two files at a time.
func transcribeAll(_ urls: [URL]) async {
    for await item in streamer.transcriptions(of: urls, atOnce: 2) {
        let name = item.url.deletingPathExtension().lastPathComponent
        do {
            try item.result.get().write(to: folder.appendingPathComponent(name + ".mid"))
        } catch {
            print(name, error)  // this file's; the others go on
        }
    }
}

/// One model, two questions at once.
func bothAtOnce(_ url: URL) async throws -> (Recognition, Transcription) {
    let recognizer = InstrumentRecognizer(sharing: streamer)
    async let who = recognizer.recognize(contentsOf: url, to: 8)
    async let what = streamer.transcribe(contentsOf: url, to: 8)
    return try await (who, what)
}

print(try await transcribeWithABar(song))
print(await giveUp(on: song))
await transcribeAll([song, folder.appendingPathComponent("missing.wav")])
print(try await bothAtOnce(song).1.notes.count)
