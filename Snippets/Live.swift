// Sound as it comes. A file stands for the microphone, and for the sound card that calls back.
import Audio
import Foundation
import MultiTask

/// Gives a block when asked for one.
struct Microphone {
    var blocks: ArraySlice<[Float]>
    mutating func next() -> [Float]? { blocks.popFirst() }
}

/// Calls with a block when it has one.
final class SoundCard {
    var onBlock: ([Float]) -> Void = { _ in }
    var onEnd: () -> Void = {} { didSet { run() } }
    private let blocks: [[Float]]

    init(_ blocks: [[Float]]) { self.blocks = blocks }

    private func run() {
        for block in blocks { onBlock(block) }
        onEnd()
    }
}

func show(_ note: PitchStreamer.LiveNote) { print("proposed", note.id, note.note.pitchName, note.note.instrument) }
func hide(_ id: Int) { print("withdrawn", id) }
func keep(_ note: Note) { print("final", note.pitchName, note.onset, note.offset) }
func light(_ instruments: [Instrument]) { print("playing", instruments) }
func play(_ notes: [Note]) { for note in notes { keep(note) } }

func follow(_ microphone: inout Microphone) throws {
    let streamer = try PitchStreamer()
    var session = try streamer.session(sampleRate: 48_000)

    while let block = microphone.next() {  // [Float], any number of samples
        for event in try session.append(block) {
            switch event {
            case .started(let note), .changed(let note): show(note)  // proposed: it may still change
            case .withdrawn(let note): hide(note.id)  // it wasn't one
            case .final(let note): keep(note.note)  // nothing can change it any more
            case .playing(let instruments): light(instruments)  // who plays now
            case .segment, .gap: break
            }
        }
    }
}

func finalNotes(of microphone: inout Microphone, by streamer: PitchStreamer) throws {
    var session = try streamer.session(sampleRate: 48_000)
    while let block = microphone.next() { play(try session.append(block).notes) }
    play(try session.finish().notes)
}

func listen(to soundCard: SoundCard, by streamer: PitchStreamer) async throws {
    let input = LiveInput(sampleRate: 48_000)
    soundCard.onBlock = { input.append($0) }
    soundCard.onEnd = { input.finish() }
    for try await event in streamer.events(of: input) { print(event) }
}

let song = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? "Examples/Recording/canon.flac")
let file = try AudioDecodingStream(contentsOf: song, from: 0, to: 4, sampleRate: 48_000, blockFrames: 4_800)
var blocks: [[Float]] = []
while let block = try file.next() { blocks.append(block.samples) }
var microphone = Microphone(blocks: blocks[...])
try follow(&microphone)
microphone.blocks = blocks[...]
let streamer = try PitchStreamer()
try finalNotes(of: &microphone, by: streamer)
try await listen(to: SoundCard(blocks), by: streamer)
