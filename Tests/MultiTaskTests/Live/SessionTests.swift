import Audio
import Foundation
import Testing

@testable import MultiTask
@testable import Tensor

/// One live input, on the recording that ships: events in order, whatever the blocks, and nothing taken back.
@Suite struct SessionTests {
    private static let lookAheads: [PitchStreamer.LookAhead] = [.seconds(0), .seconds(0.25), .standard, .exact]

    private let streamer: PitchStreamer
    private let rate: Double
    /// Eight seconds.
    private let samples: [Float]

    init() throws {
        let audio = try AudioFile.read(contentsOf: PitchStreamerTests.recording().audio).mono()
        streamer = try PitchStreamer()
        rate = audio.sampleRate
        samples = Array(audio.samples.prefix(Int(8 * audio.sampleRate)))
    }

    private func events(
        _ samples: [Float], lookAhead: PitchStreamer.LookAhead, blockSize: () -> Int
    ) throws -> [PitchStreamer.Event] {
        var session = try streamer.session(sampleRate: rate, lookAhead: lookAhead)
        var events: [PitchStreamer.Event] = []
        var first = 0
        while first < samples.count {
            let end = min(samples.count, first + blockSize())
            events += try session.append(Array(samples[first..<end]))
            first = end
        }
        return try events + session.finish()
    }

    @Test(arguments: lookAheads)
    func anyBlocksGiveTheSameEvents(lookAhead: PitchStreamer.LookAhead) throws {
        var generator = SeededGenerator(seed: 5)
        let atOnce = try events(samples, lookAhead: lookAhead) { samples.count }
        let inBlocks = try events(samples, lookAhead: lookAhead) { Int(generator.next() % 6_000) }
        #expect(atOnce.count == inBlocks.count && zip(atOnce, inBlocks).allSatisfy { $0 == $1 })
        #expect(atOnce.notes.count > 5)
    }

    @Test func exactIsTheOfflineCall() throws {
        let offline = try streamer.transcribe(samples, sampleRate: rate)
        let live = try events(samples, lookAhead: .exact) { 2_000 }
        let notes = live.notes.sorted(by: Note.precedes)
        #expect(notes.map(\.pitch) == offline.notes.map(\.pitch))
        #expect(notes.map(\.instrument) == offline.notes.map(\.instrument))
        #expect(notes.map(\.onset) == offline.notes.map(\.onset))
        #expect(notes.map(\.offset) == offline.notes.map(\.offset))
        let segments = live.compactMap { event in
            if case .segment(let segment) = event { segment } else { nil }
        }
        .sorted(by: InstrumentSegment.precedes)
        #expect(segments.map(\.instrument) == offline.segments.map(\.instrument))
        #expect(segments.map(\.start) == offline.segments.map(\.start))
        #expect(segments.map(\.end) == offline.segments.map(\.end))
    }

    /// A note is started once at most, then changed or withdrawn, and final once; after that it is never spoken of.
    @Test(arguments: lookAheads)
    func everyNoteHasOneLife(lookAhead: PitchStreamer.LookAhead) throws {
        var session = try streamer.session(sampleRate: rate, lookAhead: lookAhead)
        var open: [Int: Note] = [:]
        var closed: Set<Int> = []
        func follow(_ events: [PitchStreamer.Event]) {
            for event in events {
                guard let live = event.liveNote else { continue }
                #expect(!closed.contains(live.id), "\(event) after its end")
                switch event {
                case .started:
                    #expect(open[live.id] == nil, "\(event) twice")
                    open[live.id] = live.note
                case .changed:
                    #expect(open[live.id]?.pitch == live.note.pitch, "\(event) before it started")
                    open[live.id] = live.note
                case .withdrawn:
                    #expect(open.removeValue(forKey: live.id) != nil, "\(event) before it started")
                    closed.insert(live.id)
                default:
                    #expect(!live.isSounding)
                    open[live.id] = nil
                    closed.insert(live.id)
                }
            }
        }
        for start in stride(from: 0, to: samples.count, by: 3_000) {
            follow(try session.append(Array(samples[start..<min(samples.count, start + 3_000)])))
            #expect(Set(session.proposals.map(\.id)) == Set(open.keys))
        }
        follow(try session.finish())
        #expect(open.isEmpty && !closed.isEmpty && session.proposals.isEmpty)
    }

    /// From the end of a note to its final event: look-ahead, constant-Q, decoder, and a step of some frames.
    @Test(arguments: lookAheads)
    func finalEventsComeInTime(lookAhead: PitchStreamer.LookAhead) throws {
        var session = try streamer.session(sampleRate: rate, lookAhead: lookAhead)
        let settings = streamer.modelDescription.features.constantQ
        let transform = Double(ConstantQ.Stream(ConstantQ(settings)).latency) / settings.sampleRate
        let decoder = streamer.noteDecoder.stream(frameRate: settings.frameRate).delayInFrames
        let pace = Pace.live(lookAhead, frameRate: settings.frameRate)
        let bound = transform + Double(decoder + pace.lookAhead + 2) / settings.frameRate + 0.06
        var count = 0
        for start in stride(from: 0, to: samples.count, by: 441) {
            for note in try session.append(Array(samples[start..<min(samples.count, start + 441)])).notes {
                #expect(session.seconds - note.offset <= bound, "\(note)")
                count += 1
            }
        }
        #expect(count > 5)
    }

    @Test func whoPlaysIsTold() throws {
        let told = try events(samples, lookAhead: .standard) { 4_000 }
        let playing = told.compactMap { event in
            if case .playing(let instruments) = event { instruments } else { nil }
        }
        #expect(playing.count > 1 && playing.last == [])
        #expect(zip(playing, playing.dropFirst()).allSatisfy { $0 != $1 })
        #expect(playing.joined().contains(.piano))
    }

    @Test func resetForgetsEverything() throws {
        let fresh = try events(samples, lookAhead: .standard) { 5_000 }.notes
        var session = try streamer.session(sampleRate: rate)
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<3 {
            var open: Set<Int> = []
            let length = Int(generator.next() % UInt64(samples.count / 2))
            for event in try session.append(Array(samples.prefix(length))) {
                guard let id = event.liveNote?.id else { continue }
                if case .started = event { open.insert(id) }
                switch event {
                case .withdrawn, .final: open.remove(id)
                default: break
                }
            }
            let withdrawn = session.reset().compactMap { event in
                if case .withdrawn(let note) = event { note.id } else { nil }
            }
            #expect(Set(withdrawn) == open)
            #expect(session.position == 0 && session.proposals.isEmpty)
        }
        let again = try session.append(samples) + session.finish()
        #expect(again.notes == fresh)
        // After the end it begins anew by itself.
        #expect(try (session.append(samples) + session.finish()).notes == fresh)
    }

    @Test func aGapIsSilenceThatIsTold() throws {
        let (half, missing) = (samples.count / 2, Int(1.5 * rate))
        var session = try streamer.session(sampleRate: rate)
        var told = try session.append(Array(samples[..<half])) + session.gap(seconds: 1.5)
        #expect(session.position == half + missing)
        told += try session.append(Array(samples[half...])) + session.finish()
        let silent = Array(samples[..<half]) + [Float](repeating: 0, count: missing) + samples[half...]
        let expected = try events(silent, lookAhead: .standard) { silent.count }
        let gap = PitchStreamer.Gap(start: Double(half) / rate, duration: 1.5, cause: .missing)
        #expect(told.contains(.gap(gap)))
        #expect(told.filter { $0 != .gap(gap) } == expected)
    }

    @Test func behindALongGapItBeginsAnew() throws {
        let fresh = try events(samples, lookAhead: .standard) { samples.count }.notes
        var session = try streamer.session(sampleRate: rate)
        let first = try session.append(samples) + session.gap(seconds: 3_600)
        #expect(session.position == samples.count + Int(3_600 * rate) && session.proposals.isEmpty)
        let second = try session.append(samples) + session.finish()
        let shift = Double(samples.count) / rate + 3_600
        #expect(second.notes.map(\.pitch) == fresh.map(\.pitch))
        #expect(zip(second.notes, fresh).allSatisfy { abs($0.onset - $1.onset - shift) < 1e-6 })
        #expect(Set(first.compactMap(\.liveNote?.id)).isDisjoint(with: second.compactMap(\.liveNote?.id)))
    }

    @Test func stampedBlocksFindTheirPlace() throws {
        let half = samples.count / 2
        var session = try streamer.session(sampleRate: rate)
        var told = try session.append(Array(samples[..<half]), at: 0)
        // A part of it a second time: passed over.
        told += try session.append(Array(samples[(half - 700)..<(half + 300)]), at: half - 700)
        #expect(session.position == half + 300)
        told += try session.append(Array(samples[(half + 300)...]), at: half + 300) + session.finish()
        #expect(try told == events(samples, lookAhead: .standard) { samples.count })
        told = try session.append([0, 0], at: 1_000)
        #expect(told.first == .gap(PitchStreamer.Gap(start: 0, duration: 1_000 / rate, cause: .missing)))
    }

    @Test func channelsAreMixedHoweverTheyLie() throws {
        let (left, right) = (samples.map { $0 * 0.5 }, samples.map { $0 * 1.5 })
        let mixed = AudioBuffer(channels: [left, right], sampleRate: rate).mono().samples
        let expected = try events(mixed, lookAhead: .standard) { mixed.count }
        var session = try streamer.session(sampleRate: rate)
        #expect(
            try session.append(AudioBuffer(channels: [left, right], sampleRate: rate)) + session.finish() == expected)
        #expect(try (session.append(planar: [left, right]) + session.finish()).notes == expected.notes)
        let interleaved = zip(left, right).flatMap { [$0, $1] }
        #expect(
            try (session.append(interleaved: interleaved, channelCount: 2) + session.finish()).notes == expected.notes)
    }

    @Test func whatIsNoSoundIsNotTaken() throws {
        var session = try streamer.session(sampleRate: rate)
        var told = try session.append(Array(samples.prefix(50_000)))
        var bad = [Float](repeating: 0.1, count: 100)
        bad[7] = .nan
        #expect(throws: AudioError.nonFinite(path: "audio", frame: 50_007)) { try session.append(bad) }
        #expect(session.position == 50_000)
        told += try session.append(Array(samples.dropFirst(50_000))) + session.finish()
        #expect(try told == events(samples, lookAhead: .standard) { samples.count })
    }

    /// A session that several tasks have in turns.
    private actor Ear {
        private var session: PitchStreamer.Session

        init(_ streamer: PitchStreamer, sampleRate: Double) throws {
            session = try streamer.session(sampleRate: sampleRate)
        }

        var position: Int { session.position }

        func append(_ samples: [Float]) throws -> [PitchStreamer.Event] { try session.append(samples) }

        func finish() throws -> [PitchStreamer.Event] { try session.finish() }
    }

    /// A call that is cancelled ends, and nothing is lost: who goes on gets every event, once.
    @Test func cancellationLosesNothing() async throws {
        let ear = try Ear(streamer, sampleRate: rate)
        var told: [PitchStreamer.Event] = []
        let cuts = [0, samples.count / 3, samples.count * 2 / 3, samples.count]
        for (first, end) in zip(cuts, cuts.dropFirst()) {
            let half = Array(samples[first..<(first + end) / 2])
            let result = await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await ear.append(half)
            }.result
            #expect(throws: CancellationError.self) { try result.get() }
            told += try await ear.append(Array(samples[await ear.position..<end]))
        }
        let ended = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await ear.finish()
        }.result
        #expect(throws: CancellationError.self) { try ended.get() }
        told += try await ear.finish()
        #expect(try told == events(samples, lookAhead: .standard) { samples.count })
    }
}
