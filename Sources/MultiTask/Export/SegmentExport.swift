import Foundation

/// Segments for annotation tools: RTTM, and the labels of Audacity.
public enum SegmentExport {
    /// RTTM, as NIST's Rich Transcription 2009 plan has it for speakers: ten fields on a line, the instrument in the
    /// speaker's place with `_` for spaces, its confidence in the ninth.
    ///
    ///     SPEAKER song 1 0.500 11.750 <NA> <NA> acoustic_guitar 0.90 <NA>
    ///
    /// - Parameters:
    ///   - segments: In any order.
    ///   - recording: Names the file in the second field; spaces become `_`, an extension is dropped.
    public static func rttm(_ segments: [InstrumentSegment], recording: String = "") -> Data {
        let file = word((recording as NSString).deletingPathExtension)
        return lines(segments) { segment in
            let (start, length) = (seconds(segment.start), seconds(max(segment.end - segment.start, 0)))
            let confidence = String(format: "%.2f", segment.confidence)
            return "SPEAKER \(file) 1 \(start) \(length) <NA> <NA> \(word(segment.instrument.name)) \(confidence) <NA>"
        }
    }

    /// A label track of Audacity (File › Import › Labels): start, end and name, between tabs.
    public static func audacityLabels(_ segments: [InstrumentSegment]) -> Data {
        lines(segments) { label($0.start, $0.end, $0.instrument.name) }
    }

    /// The notes as such a track: "piano C4".
    public static func audacityLabels(_ notes: [Note]) -> Data {
        lines(notes) { label($0.onset, $0.offset, "\($0.instrument.name) \($0.pitchName)") }
    }

    private static func label(_ start: Double, _ end: Double, _ name: String) -> String {
        let flat = name.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ")
        return String(format: "%.6f\t%.6f\t", start, max(end, start)) + flat
    }

    private static func lines<Element>(_ elements: [Element], _ line: (Element) -> String) -> Data {
        Data(elements.map { line($0) + "\n" }.joined().utf8)
    }

    private static func seconds(_ value: Double) -> String { String(format: "%.3f", value) }

    /// One word, as fields are separated by spaces.
    private static func word(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: "_")
        return words.isEmpty ? "<NA>" : words
    }
}
