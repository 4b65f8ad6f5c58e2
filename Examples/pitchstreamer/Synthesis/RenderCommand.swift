import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer render`: scores to stems, which the trainer mixes anew for each clip.
struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Make training material: stems of single instruments from MIDI files and banks.",
        discussion: """
            Each group is a place of one score, its parts given to any of the nine instruments whose range fits, at a \
            random height and tempo, by recorded notes or General MIDI banks; every part becomes 00000-0.wav (16 kHz, \
            mono, 16 bits, a megabyte for 30 seconds) and 00000-0.mid. `pitchstreamer train` takes such a folder and mixes \
            stems as it goes. The same seed gives the same groups; those that are there already are kept, so a \
            command that was stopped goes on. Keys that don't sound at their pitch are left out.

            Examples:
              pitchstreamer render --scores midi --general-midi gm.sf2 --count 99 -o stems
            """)

    @OptionGroup var material: MaterialOptions

    func run() throws {
        let (arranger, scoreCount) = try material.arranger()
        let folder = try material.folder()
        // A group that is whole has its list of stems.
        let missing = (0..<material.count).filter {
            !FileManager.default.fileExists(atPath: list(of: $0, in: folder).path)
        }
        let lengths = SoundingLengths()
        try material.onThreads(missing.count) { progress in
            let renderer = try CorpusRenderer(arranger: arranger, lengths: lengths)
            while let place = progress.next() {
                let number = missing[place]
                let stems = try renderer.stems(seed: material.seed, number: number)
                for (index, stem) in stems.enumerated() {
                    let base = folder.appendingPathComponent("\(CorpusCommand.digits(number))-\(index)")
                    try AudioFile.write(stem.sound, to: base.appendingPathExtension("wav"), format: .wav16)
                    try stem.score.write(to: base.appendingPathExtension("mid"))
                }
                try Data("\(stems.count)\n".utf8).write(to: list(of: number, in: folder), options: .atomic)
            }
        }
        let about =
            #"{"groups": \#(material.count), "seed": \#(material.seed), "seconds": \#(material.seconds), "#
            + #""split": "\#(material.split)"}"#
        try Data((about + "\n").utf8).write(to: folder.appendingPathComponent(StemFolder.marker), options: .atomic)
        print(
            "\(missing.count) of \(material.count) groups written to \(material.output), from \(scoreCount) scores (\(material.split))."
        )
    }

    private func list(of number: Int, in folder: URL) -> URL {
        folder.appendingPathComponent("\(CorpusCommand.digits(number)).stems")
    }
}
