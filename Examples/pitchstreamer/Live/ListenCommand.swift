import ArgumentParser
import Audio
import Foundation
import MultiTask

/// `pitchstreamer listen`: which notes sound, and whose, while they sound.
struct ListenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen",
        abstract: "Hear which notes sound, and whose, from a microphone or as if from one.",
        discussion: """
            Prints a line for each event: + a note is proposed, ~ it is seen otherwise now, - it is withdrawn, = it is final; \
            > who plays now; # who played from when to when; ! sound that was lost. Each line begins with how much sound had \
            come when it was told. With --json each line is an object with the keys event and heard and those of \
            its kind, times in seconds. Ends at the end of the file, after --seconds, or with an interrupt (control-C).

            Examples:
              pitchstreamer listen
              pitchstreamer listen --json --look-ahead exact
              pitchstreamer listen --file song.flac --fast --final
            """)

    @Option(help: "A recording in place of the microphone.", completion: .recording)
    var file: String?

    @Flag(help: "Take the recording as fast as it goes, not in real time.")
    var fast = false

    @Option(
        help: "How much of what follows is listened to before a note is final: seconds, or exact.",
        completion: .lookAhead)
    var lookAhead = LookAheadOption.standard

    @Flag(help: "Print JSON Lines.")
    var json = false

    @Flag(help: "Print only what is final.")
    var final = false

    @Option(help: "Stop after so many seconds of sound.")
    var seconds: Double?

    @Option(help: "The number of the input to record from, see --list-devices.")
    var device: Int?

    @Option(help: "The rate to record with, in hertz; by default the input's own.")
    var rate: Double?

    @Flag(help: "Print the system's inputs and end.")
    var listDevices = false

    @Option(help: "Weights as safetensors; by default those that ship with the program.", completion: .weights)
    var weights: String?

    func validate() throws {
        guard file != nil || !fast else { throw ValidationError("--fast belongs to --file.") }
        guard file == nil || (device == nil && rate == nil) else {
            throw ValidationError("--device and --rate belong to a microphone, not to --file.")
        }
        guard seconds ?? 1 > 0 else { throw ValidationError("--seconds must be positive.") }
        guard rate.map({ 1_000...384_000 ~= $0 }) ?? true else {
            throw ValidationError("--rate must lie between 1000 and 384000 Hz.")
        }
        guard 0...10_000 ~= device ?? 0 else { throw ValidationError("--device is a number of --list-devices.") }
    }

    func run() throws {
        if listDevices { return try StandardOutput.print(Self.table(of: Microphone.devices())) }
        let streamer = try weights.map { try PitchStreamer(contentsOf: URL(fileURLWithPath: $0)) } ?? PitchStreamer()
        let source = try source()
        var session = try streamer.session(sampleRate: source.sampleRate, lookAhead: lookAhead.lookAhead)
        while session.seconds < seconds ?? .infinity, let block = try source.next() {
            if block.lost > 0 {
                try print(session.gap(samples: block.lost, cause: .overrun), heard: session.seconds)
            }
            try print(session.append(block.samples), heard: session.seconds)
        }
        let heard = session.seconds
        try print(session.finish(), heard: heard)
    }

    private func source() throws -> LiveSource {
        guard let file else {
            return LiveSource(
                try Microphone(device: device, sampleRate: rate, blockSeconds: LiveSource.blockSeconds))
        }
        return try LiveSource(file: URL(fileURLWithPath: file), inRealTime: !fast)
    }

    private func print(_ events: [PitchStreamer.Event], heard: Double) throws {
        for event in events where !final || event.isFinal {
            let line = EventLine(event, heard: heard)
            try StandardOutput.print(json ? line.json() : line.text)
        }
    }

    private static func table(of devices: [Microphone.Device]) -> String {
        guard !devices.isEmpty else { return "The system has no input." }
        var table = TextTable(head: ["number", "channels", "rate", "name"], left: [3])
        for device in devices {
            table.add([
                String(device.index), String(device.channelCount), String(Int(device.sampleRate)),
                device.name + (device.isDefault ? " (default)" : ""),
            ])
        }
        return table.text
    }
}

extension PitchStreamer.Event {
    /// Whether nothing can change it any more.
    var isFinal: Bool {
        switch self {
        case .final, .segment, .gap: true
        case .started, .changed, .withdrawn, .playing: false
        }
    }
}
