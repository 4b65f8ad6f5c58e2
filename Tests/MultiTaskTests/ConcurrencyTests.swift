import Audio
import Foundation
import Synchronization
import Testing

@testable import MultiTask

/// The asynchronous calls: the results of the others, cancelled within a window, progress, many files.
@Suite struct ConcurrencyTests {
    /// Of random weights; thresholds so low that they hear something.
    private let streamer = PitchStreamer(
        model: TestSounds.randomModel(),
        options: .init(
            thresholds: Thresholds(pitch: 0.05, instruments: Instrument.nine.map { .init(instrument: $0.name) })))

    private func file(seconds: Double = 12) throws -> (folder: URL, url: URL) {
        let folder = try TestSounds.temporaryFolder()
        let url = folder.appendingPathComponent("phrase.wav")
        try AudioFile.write(TestSounds.rendering(TestSounds.phrase, seconds: seconds), to: url)
        return (folder, url)
    }

    /// In code that isn't asynchronous.
    private func atOnce(_ url: URL) throws -> Transcription { try streamer.transcribe(contentsOf: url) }

    @Test func theyGiveWhatTheOthersGive() async throws {
        let (folder, url) = try file()
        defer { try? FileManager.default.removeItem(at: folder) }
        let expected = try atOnce(url)
        #expect(!expected.notes.isEmpty)
        // (Compared first: a transcription that doesn't fit would be printed with all of its frames.)
        var isSame = try await streamer.transcribe(contentsOf: url) == expected
        #expect(isSame)
        let audio = try AudioFile.read(contentsOf: url)
        isSame = try await streamer.transcribe(audio) == expected
        #expect(isSame)
        isSame = try await streamer.transcribe(audio.samples, sampleRate: audio.sampleRate) == expected
        #expect(isSame)
    }

    @Test func blocksAsTheyComeAreTheWhole() async throws {
        let audio = TestSounds.rendering(TestSounds.phrase)
        let blocks = AsyncStream<[Float]> { continuation in
            for start in stride(from: 0, to: audio.frameCount, by: 5_000) {
                continuation.yield(Array(audio.samples[start..<min(start + 5_000, audio.frameCount)]))
            }
            continuation.finish()
        }
        let found = try await streamer.transcribe(blocks, sampleRate: audio.sampleRate)
        let isSame = try await streamer.transcribe(audio) == found
        #expect(isSame)
    }

    /// Cancelled before it begins, and after the first or the third piece.
    @Test(arguments: [0, 1, 3]) func aCancelledCallEndsAtTheNextWindow(pieces: Int) async throws {
        let (folder, url) = try file(seconds: 240)
        defer { try? FileManager.default.removeItem(at: folder) }
        let streamer = streamer
        let told = Mutex(0)
        let task = Task {
            if pieces == 0 { withUnsafeCurrentTask { $0?.cancel() } }
            return try await streamer.transcribe(contentsOf: url) { _ in
                let count = told.withLock { count in
                    count += 1
                    return count
                }
                if count == pieces { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        let result = await task.result
        #expect(throws: CancellationError.self) { _ = try result.get() }
        #expect(told.withLock { $0 } == pieces)
    }

    @Test func progressIsASequence() async throws {
        let (folder, url) = try file(seconds: 40)
        defer { try? FileManager.default.removeItem(at: folder) }
        var heard: [Double] = []
        var result: Transcription?
        for try await update in streamer.updates(contentsOf: url) {
            switch update {
            case .progress(let progress):
                heard.append(progress.heard)
                #expect(abs((progress.duration ?? 0) - 40) < 1e-6 && 0...1 ~= progress.fraction ?? -1)
            case .finished(let transcription):
                result = transcription
            }
        }
        #expect(heard == heard.sorted())
        let isSame = try await streamer.transcribe(contentsOf: url) == result
        #expect(isSame)
    }

    @Test func theCallbackIsToldEveryPiece() async throws {
        let (folder, url) = try file(seconds: 40)
        defer { try? FileManager.default.removeItem(at: folder) }
        let heard = Mutex<[Double]>([])
        let recognizer = InstrumentRecognizer(sharing: streamer)
        _ = try await recognizer.recognize(contentsOf: url) { progress in
            heard.withLock { $0.append(progress.heard) }
        }
        let times = heard.withLock { $0 }
        #expect(times.count > 2 && times == times.sorted() && abs((times.last ?? 0) - 40) < 0.1)
    }

    @Test func manyFilesComeInTheirOrder() async throws {
        let (folder, url) = try file()
        defer { try? FileManager.default.removeItem(at: folder) }
        let missing = folder.appendingPathComponent("missing.wav")
        let urls = [url, missing, url, url]
        var found: [URL] = []
        for await item in streamer.transcriptions(of: urls, atOnce: 2) {
            found.append(item.url)
            switch item.result {
            case .success(let transcription):
                let isSame = try atOnce(url) == transcription
                #expect(isSame)
            case .failure(let error): #expect(item.url == missing && error is AudioError)
            }
        }
        #expect(found == urls)
    }

    @Test func aBatchThatIsLeftEndsItsWork() async throws {
        let (folder, url) = try file(seconds: 120)
        defer { try? FileManager.default.removeItem(at: folder) }
        for await item in streamer.transcriptions(of: [url, url, url]) {
            #expect(throws: Never.self) { try item.result.get() }
            break
        }
        let streamer = streamer
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            var results: [Result<Transcription, any Error>] = []
            for await item in streamer.transcriptions(of: [url, url]) { results.append(item.result) }
            return results
        }
        let failures = await task.value.filter { if case .failure = $0 { true } else { false } }
        #expect(failures.count == 2)
    }
}
