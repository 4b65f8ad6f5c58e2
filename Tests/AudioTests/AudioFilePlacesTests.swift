import Audio
import Foundation
import Testing

/// ``AudioFileReader/seek(toFrame:)`` at odd places: what is read there is what the whole has there.
struct AudioFilePlacesTests {
    /// Files of every way to go to a place; `untagged.mp3` is longer than it knows.
    static let files = [
        "tone.flac", "surround.flac", "tone.mp3", "untagged.mp3", "tone.ogg", "surround.ogg", "tone.opus", "adpcm.wav",
        "alac.caf", "alaw.aiff", "double.wav", "pcm16.au", "pcm16.rf64", "pcm24.w64", "u8.wav", "ulaw.wav",
    ]

    private func bytes(_ file: String) throws -> Data { try Golden.data("decoding/\(file)") }

    /// Reads a few frames where the reader stands and compares them with the whole.
    private func expectFrames(_ reader: AudioFileReader, of whole: AudioBuffer, at place: Int) throws {
        #expect(reader.position == min(place, whole.frameCount))
        let block = try reader.read(frames: 300)
        let expected = min(300, max(0, whole.frameCount - place))
        #expect((block?.frameCount ?? 0) == expected, "at \(place)")
        guard let block else { return }
        for (ours, all) in zip(block.channels, whole.channels) {
            #expect(Sounds.difference(ours, Array(all[place..<place + expected])) < 1e-5, "at \(place)")
        }
    }

    @Test(arguments: files)
    func everyPlaceIsWhereItIs(file: String) throws {
        let bytes = try bytes(file)
        let whole = try AudioFile.read(bytes: bytes, name: file)
        let reader = try AudioFileReader(bytes: bytes, name: file)
        let count = whole.frameCount
        // The end before anything was read, beyond it, back from there, the last frame, a place twice.
        for place in [count, 0, .max, count - 1, count + 1, 1, count / 2, count / 2, count / 2 + 1, 0, count - 299] {
            try reader.seek(toFrame: place)
            try expectFrames(reader, of: whole, at: place)
        }
    }

    /// From far behind to the beginning, where a decoder has a delay of its own to pass over.
    @Test(arguments: files)
    func theWholeComesAfterTheEnd(file: String) throws {
        let bytes = try bytes(file)
        let whole = try AudioFile.read(bytes: bytes, name: file)
        let reader = try AudioFileReader(bytes: bytes, name: file)
        _ = try reader.readAll()
        #expect(try reader.read(frames: 1) == nil)
        try reader.seek(toFrame: 0)
        let again = try reader.readAll()
        #expect(again.frameCount == whole.frameCount)
        for (left, right) in zip(again.channels, whole.channels) { #expect(Sounds.difference(left, right) < 1e-5) }
    }

    @Test func aFileOfUnknownLengthHasPlacesToo() throws {
        var bytes = try AudioFile.encode(Sounds.tone(), as: .flac16)
        let whole = try AudioFile.read(bytes: bytes, name: "closed")
        // The 36 bits of STREAMINFO that count the frames: zero is unknown.
        bytes[21] &= 0xF0
        for index in 22..<26 { bytes[index] = 0 }
        let reader = try AudioFileReader(bytes: bytes, name: "open")
        #expect(reader.info.frameCount == nil)
        for place in [whole.frameCount + 5, 0, 7_000, .max, 6_999] {
            try reader.seek(toFrame: place)
            try expectFrames(reader, of: whole, at: place)
        }
    }

    /// A hole is no place: beyond it there is the error that reading gives, before it the sound.
    @Test func aDamagedFLACIsNotGonePast() throws {
        let sound = Sounds.tone(seconds: 2)
        var bytes = try AudioFile.encode(sound, as: .flac16)
        let whole = try AudioFile.read(bytes: bytes, name: "good")
        for index in bytes.count * 2 / 3..<bytes.count { bytes[index] = 0 }
        let reader = try AudioFileReader(bytes: bytes, name: "damaged")
        #expect(throws: AudioError.self) {
            try reader.seek(toFrame: whole.frameCount - 1000)
            _ = try reader.readAll()
        }
        try reader.seek(toFrame: 1000)
        #expect(try reader.read(frames: 10)?.samples == Array(whole.samples[1000..<1010]))
    }

    /// The same on a disk, where the way back is the file's own.
    @Test(arguments: ["tone.mp3", "tone.flac", "tone.ogg"])
    func filesOnADiskHavePlaces(file: String) throws {
        let folder = try ScratchFolder()
        let url = try folder.file(file, bytes(file))
        let whole = try AudioFile.read(contentsOf: url)
        let reader = try AudioFileReader(contentsOf: url)
        for place in [whole.frameCount + 1, 3, whole.frameCount - 5] {
            try reader.seek(toFrame: place)
            try expectFrames(reader, of: whole, at: place)
        }
    }

    @Test func aNegativeFrameIsAMistake() async {
        await #expect(processExitsWith: .failure) {
            let bytes = try AudioFile.encode(Sounds.tone(), as: .wav16)
            try AudioFileReader(bytes: bytes, name: "sound").seek(toFrame: -1)
        }
    }
}
