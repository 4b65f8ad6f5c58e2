import Audio
import Foundation
import Testing

/// ``AudioFileReader``, ``AudioFileWriter`` and ``AudioDecodingStream``: files in blocks.
struct AudioFileReaderTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test func infoIsThereBeforeTheSamples() throws {
        let file = folder.url.appendingPathComponent("sound.wav")
        try AudioFile.write(Sounds.tone(seconds: 0.5, rate: 44_100, channels: 2), to: file)
        let reader = try AudioFileReader(contentsOf: file)
        #expect(reader.info.sampleRate == 44_100)
        #expect(reader.info.channelCount == 2)
        #expect(reader.info.frameCount == 22_050)
        #expect(reader.info.duration == 0.5)
        #expect(reader.info.formatName == "WAV (Microsoft), Signed 16 bit PCM")
        #expect(reader.position == 0)
    }

    @Test(arguments: AudioFileFormat.allCases, [1, 1000, 20_000, 1_000_000])
    func blocksJoinToTheWhole(format: AudioFileFormat, blockFrames: Int) throws {
        let bytes = try AudioFile.encode(Sounds.tone(seconds: 1, channels: 2), as: format)
        let whole = try AudioFile.read(bytes: bytes, name: "whole")
        let reader = try AudioFileReader(bytes: bytes, name: "blocks")
        var joined: [[Float]] = [[], []]
        while let block = try reader.read(frames: blockFrames) {
            #expect(block.frameCount == min(blockFrames, whole.frameCount - joined[0].count))
            for channel in 0..<2 { joined[channel] += block.channels[channel] }
            #expect(reader.position == joined[0].count)
        }
        #expect(joined == whole.channels)
        #expect(try reader.read(frames: blockFrames) == nil)
        #expect(try reader.readAll().frameCount == 0)
    }

    /// Back and forth, to the end and beyond it: what is read there is what the whole has there.
    @Test(arguments: AudioFileFormat.allCases)
    func goesToAFrame(format: AudioFileFormat) throws {
        let bytes = try AudioFile.encode(Sounds.tone(seconds: 1, channels: 2), as: format)
        let whole = try AudioFile.read(bytes: bytes, name: "whole")
        let reader = try AudioFileReader(bytes: bytes, name: "places")
        for place in [5_000, 0, 12_345, whole.frameCount - 10] {
            try reader.seek(toFrame: place)
            #expect(reader.position == place)
            let block = try #require(try reader.read(frames: 700))
            let end = min(place + 700, whole.frameCount)
            #expect(block.frameCount == end - place)
            for channel in 0..<2 {
                let expected = whole.channels[channel][place..<end]
                let error = zip(block.channels[channel], expected).map { abs($0 - $1) }.max() ?? 0
                #expect(error < 1e-5, "\(format) at \(place)")
            }
        }
        try reader.seek(toFrame: whole.frameCount + 9)
        #expect(try reader.read(frames: 10) == nil)
    }

    @Test func theRestComesAfterABlock() throws {
        let sound = Sounds.tone()
        let reader = try AudioFileReader(bytes: AudioFile.encode(sound, as: .wavFloat), name: "sound")
        #expect(try reader.read(frames: 100)?.samples == Array(sound.samples[..<100]))
        #expect(try reader.readAll().samples == Array(sound.samples[100...]))
    }

    @Test func aHeaderWithoutALengthIsRead() throws {
        let bytes = try AudioFile.encode(Sounds.tone(), as: .flac16)
        var open = bytes
        // The 36 bits of STREAMINFO that count the frames: zero is unknown.
        open[21] &= 0xF0
        for index in 22..<26 { open[index] = 0 }
        let reader = try AudioFileReader(bytes: open, name: "open")
        #expect(reader.info.frameCount == nil)
        #expect(reader.info.duration == nil)
        #expect(try reader.readAll() == AudioFile.read(bytes: bytes, name: "closed"))
    }

    @Test(arguments: [UInt32.max, 0x7FFF_F024])
    func aWAVFromAPipeIsReadWhereAsked(claim: UInt32) throws {
        let bytes = Sounds.wav(samples: [0, 0, 0, 64], claiming: claim)
        let reader = try AudioFileReader(bytes: bytes, name: "pipe", acceptsUnknownLength: true)
        #expect(try reader.readAll().samples == [0, 0.5])
        #expect(throws: AudioError.self) { try AudioFileReader(bytes: bytes, name: "pipe") }
    }

    // MARK: - Writing in blocks

    @Test(arguments: AudioFileFormat.allCases)
    func blocksAreWrittenAsTheWhole(format: AudioFileFormat) throws {
        let sound = Sounds.tone(channels: 2)
        let file = folder.url.appendingPathComponent("sound")
        let writer = try AudioFileWriter(to: file, format: format, sampleRate: 24_000, channelCount: 2)
        for start in stride(from: 0, to: sound.frameCount, by: 777) {
            let range = start..<min(start + 777, sound.frameCount)
            try writer.write(AudioBuffer(channels: sound.channels.map { Array($0[range]) }, sampleRate: 24_000))
            #expect(writer.frameCount == range.upperBound)
        }
        #expect(!folder.contents.contains("sound"))
        try writer.finish()
        #expect(folder.contents == ["sound"])
        let copy = try AudioFile.read(contentsOf: file)
        let whole = try AudioFile.read(bytes: AudioFile.encode(sound, as: format), name: "whole")
        // The Vorbis encoder plans with the block that it is given.
        for (left, right) in zip(copy.channels, whole.channels) {
            let difference = Sounds.difference(left, right)
            #expect(difference < (format == .vorbis ? 0.05 : 1e-7))
        }
    }

    @Test func anUnfinishedFileIsNotLeft() throws {
        let file = folder.url.appendingPathComponent("sound.wav")
        do {
            let writer = try AudioFileWriter(to: file, format: .wav16, sampleRate: 24_000, channelCount: 1)
            try writer.write(Sounds.tone())
            #expect(folder.contents.count == 1)
        }
        #expect(folder.contents == [])
    }

    // MARK: - Mono at a rate

    @Test(arguments: [100, 4096, 65_536])
    func theDecodingStreamIsTheWholeWay(blockFrames: Int) throws {
        let file = folder.url.appendingPathComponent("sound.flac")
        try AudioFile.write(Sounds.tone(seconds: 2, rate: 44_100, channels: 2), to: file)
        let whole = try AudioFile.read(contentsOf: file).mono().resampled(to: 16_000)
        let stream = try AudioDecodingStream(contentsOf: file, sampleRate: 16_000, blockFrames: blockFrames)
        #expect(stream.frameCount == 32_000)
        var joined: [Float] = []
        while let block = try stream.next() {
            #expect(block.sampleRate == 16_000 && block.frameCount > 0)
            joined += block.samples
            #expect(stream.position == joined.count)
        }
        #expect(Sounds.difference(joined, whole.samples) < 1e-6)
        #expect(try stream.next() == nil)
    }

    /// A task that is cancelled stops behind the block that it is at.
    @Test func theDecodingStreamStopsBetweenBlocks() async throws {
        let bytes = try AudioFile.encode(Sounds.tone(seconds: 30, rate: 44_100, channels: 2), as: .flac16)
        let (blocks, continuation) = AsyncStream<Int>.makeStream()
        let (answers, answered) = AsyncStream<Void>.makeStream()
        let task = Task {
            let reader = try AudioFileReader(bytes: bytes, name: "long")
            let stream = AudioDecodingStream(reader: reader, sampleRate: 16_000)
            var isAnswered = answers.makeAsyncIterator()
            while let block = try stream.next() {
                continuation.yield(block.frameCount)
                await isAnswered.next()
                try Task.checkCancellation()
            }
            continuation.finish()
        }
        var count = 0
        for await _ in blocks {
            count += 1
            if count == 3 {
                task.cancel()
                break
            }
            answered.yield()
        }
        #expect(count == 3)
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func theDecodingStreamOfNothingIsEmpty() throws {
        let nothing = try AudioFile.encode(AudioBuffer(samples: [], sampleRate: 44_100), as: .wav16)
        let reader = try AudioFileReader(bytes: nothing, name: "nothing")
        let stream = AudioDecodingStream(reader: reader, sampleRate: 16_000)
        #expect(stream.frameCount == 0)
        #expect(try stream.next() == nil)
    }
}
