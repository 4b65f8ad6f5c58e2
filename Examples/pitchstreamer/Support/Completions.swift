import ArgumentParser
import MultiTask

/// What the shell offers where something is to be named.
extension CompletionKind {
    /// Sound files, and folders on the way to them.
    static let recording = file(extensions: Recordings.endings)
    static let score = file(extensions: ["mid", "midi"])
    static let weights = file(extensions: ["safetensors"])
    static let json = file(extensions: ["json"])
    static let array = file(extensions: ["npy"])
    static let arrays = file(extensions: ["npz"])
    static let bank = file(extensions: ["sf2", "sf3"])
    /// A result that can be read again.
    static let result = file(extensions: ["json", "jsonl", "mid", "midi"])
    /// A result to be written, which may be there already.
    static let transcription = file(extensions: TranscriptionTarget.endings)
    static let recognition = file(
        extensions: RecognitionFormat.allCases.map(\.pathExtension) + ["png"])
    static let sound = file(extensions: ["wav", "flac", "ogg", "opus", "mp3", "aiff"])
    static let lookAhead = list(["exact", "0.25", "0.5", "1", "2"])

    /// Instruments of the bundled weights with commas between: the next one of those that aren't named yet.
    static let instruments = custom { _, _, prefix in InstrumentNames.completions(of: prefix) }
}

extension InstrumentNames {
    /// The lists that a list, of which the last name may be unfinished, can become by one name more.
    static func completions(of text: String) -> [String] {
        let text = text.filter { !"\"'\\".contains($0) }
        let named = text.split(separator: ",", omittingEmptySubsequences: false).dropLast()
            .map { $0.split(separator: " ").joined(separator: " ") }
        let begun = named.map { $0 + "," }.joined()
        return nine.names.filter { !named.contains($0) }.map { begun + $0 }
    }
}
