import Foundation
import Testing

@testable import Audio

/// ``ByteStream``: what lies between the decoder and the system.
struct ByteStreamTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// A signal interrupts a call, and the system may move less than it was asked to: neither is an error.
    @Test func interruptedCallsAreRepeated() {
        var answers = [-1, 3, -1, -1, 1, 6]
        var asked: [Int] = []
        var failure: Int32?
        let moved = ByteStream.transfer(10, failure: &failure) { done in
            asked.append(done)
            errno = EINTR
            return answers.removeFirst()
        }
        #expect(moved == 10 && failure == nil)
        #expect(asked == [0, 0, 3, 3, 3, 4])
    }

    @Test func aFailureIsKeptAndEndsAllCalls() {
        var failure: Int32?
        var calls = 0
        for expected in [4, 0] {
            let moved = ByteStream.transfer(10, failure: &failure) { done in
                calls += 1
                errno = EIO
                return done == 0 ? 4 : -1
            }
            #expect(moved == expected)
        }
        #expect(failure == EIO && calls == 2)
    }

    /// A timer's signals come all the while that a file is read; nothing is lost by them.
    @Test func aFileIsReadThroughASignalStorm() async {
        await #expect(processExitsWith: .success) {
            let folder = try ScratchFolder()
            let sound = Sounds.tone(seconds: 20, rate: 44_100, channels: 2)
            let file = try folder.file("a.flac", AudioFile.encode(sound, as: .flac24))
            let expected = try AudioFile.read(contentsOf: file)
            // Without SA_RESTART, calls end with EINTR where they can.
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in }
            #expect(sigaction(SIGALRM, &action, nil) == 0)
            let often = timeval(tv_sec: 0, tv_usec: 200)
            var timer = itimerval(it_interval: often, it_value: often)
            #expect(setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil) == 0)
            #expect(try AudioFile.read(contentsOf: file) == expected)
        }
    }

    @Test func aFileThatGaveOutIsNoticed() throws {
        let file = try folder.file("a", Data(count: 100))
        let stream = try InputFile.open(file)
        #expect(stream.bytes(at: 90, count: 20).count == 10)
        #expect(!stream.wasCutShort, "its end isn't one that came too soon")
        #expect(truncate(file.path, 50) == 0)
        #expect(stream.bytes(at: 0, count: 50).count == 50 && !stream.wasCutShort)
        #expect(stream.bytes(at: 40, count: 20).count == 10 && stream.wasCutShort)
        #expect(stream.failure == nil)
    }
}
