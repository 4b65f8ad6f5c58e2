import Audio
import Foundation
import Synchronization
import Testing

@testable import MultiTask
@testable import Tensor

/// One model shared by eight callers at once: the same bits as one after another, and no more work at a time than the
/// engine has threads.
@Suite struct ConcurrentInferenceTests {
    /// Eight excerpts of a phrase, each of its own length: what eight callers hear.
    private static let sounds: [AudioBuffer] = {
        let phrase = TestSounds.rendering(TestSounds.phrase)
        return (0..<8).map { index in
            let start = index * 12_000
            return AudioBuffer(
                samples: Array(phrase.samples[start..<start + 20_000 + index * 3_000]),
                sampleRate: phrase.sampleRate)
        }
    }()

    @Test func eightTasksHearWhatOneAfterAnotherHears() async throws {
        let recognizer = try InstrumentRecognizer()
        let expected = try Self.sounds.map { try recognizer.recognize($0) }
        #expect(Set(expected.map(\.activations)).count == 8, "the sounds are too much alike to be told apart")
        let found = try await withThrowingTaskGroup(of: (Int, Recognition).self) { group in
            for (index, sound) in Self.sounds.enumerated() {
                group.addTask { (index, try recognizer.recognize(sound)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (index, recognition) in expected.enumerated() { expectSameBits(found[index], recognition) }
    }

    @Test func eightThreadsHearWhatOneAfterAnotherHears() throws {
        let streamer = try PitchStreamer()
        let expected = try Self.sounds.map { try streamer.predict($0) }
        let found = Mutex<[Int: Prediction]>([:])
        onThreads(8) { index in
            let prediction = try? streamer.predict(Self.sounds[index])
            found.withLock { $0[index] = prediction }
        }
        for (index, prediction) in expected.enumerated() {
            let other = found.withLock { $0[index] }
            #expect(bits(other?.roll) == bits(prediction.roll))
            #expect(bits(other?.pitch) == bits(prediction.pitch))
            #expect(bits(other?.instrument) == bits(prediction.instrument))
        }
    }

    /// Sessions that are fed in turns, a block here and a block there, don't disturb each other either.
    @Test func sessionsSideBySideGiveTheSameNotes() throws {
        let streamer = try PitchStreamer()
        let sounds = Array(Self.sounds.prefix(3))
        let expected = try sounds.map { sound in
            var session = try streamer.session(sampleRate: sound.sampleRate)
            return try (session.append(sound.samples) + session.finish()).notes
        }
        let found = Mutex<[Int: [Note]]>([:])
        onThreads(3) { index in
            let notes: [Note]? = try? {
                var session = try streamer.session(sampleRate: sounds[index].sampleRate)
                var notes: [Note] = []
                for start in stride(from: 0, to: sounds[index].samples.count, by: 4_000) {
                    notes += try session.append(Array(sounds[index].samples[start...].prefix(4_000))).notes
                }
                return try notes + session.finish().notes
            }()
            found.withLock { $0[index] = notes }
        }
        for (index, notes) in expected.enumerated() { #expect(found.withLock { $0[index] } == notes) }
    }

    /// Nobody computes without a permit, of which there are as many as threads: while others have all of them, eight
    /// callers wait; with one that comes back they are served one after another. In a process of its own, whose
    /// permits nobody else takes.
    @Test func whoHasNoPermitWaits() async {
        await #expect(processExitsWith: .success) {
            setenv("OPENBLAS_NUM_THREADS", "3", 1)
            let model = TestSounds.randomModel()
            let input = Tensor(repeating: 0.5, shape: [1, 88, 64, 1])
            let expected = model.prepared(input).roll.scalars
            try #require(EngineDescription.current.threads == 3)
            for _ in 0..<3 { Permits.shared.take() }
            let right = Atomic(0)
            let ended = DispatchGroup()
            for _ in 0..<8 {
                ended.enter()
                Thread {
                    if model.prepared(input).roll.scalars == expected { right.add(1, ordering: .relaxed) }
                    ended.leave()
                }.start()
            }
            while Permits.shared.waitingCount < 8 { usleep(1000) }
            // All of them are stopped for good, none has an answer.
            usleep(50_000)
            #expect(Permits.shared.waitingCount == 8 && right.load(ordering: .relaxed) == 0)
            Permits.shared.give(1)
            ended.wait()
            #expect(right.load(ordering: .relaxed) == 8)
            // Two are still this test's own.
            #expect(Permits.shared.takeFree(upTo: 9) == 1)
        }
    }

    private func expectSameBits(
        _ found: Recognition?, _ expected: Recognition, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(found == expected, sourceLocation: location)
        #expect(bits(found?.activations) == bits(expected.activations), sourceLocation: location)
    }

    private func bits(_ values: [Float]?) -> [UInt32]? { values?.map(\.bitPattern) }

    /// Runs `body` on so many threads of its own, all at once.
    private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for index in 0..<count {
            group.enter()
            Thread {
                body(index)
                group.leave()
            }.start()
        }
        group.wait()
    }
}
