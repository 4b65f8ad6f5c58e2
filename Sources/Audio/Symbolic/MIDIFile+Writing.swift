import Foundation

extension MIDIFile {
    /// The file's bytes: format 1.
    ///
    /// A first track holds tempo, signatures, and words that belong to no instrument. Then follows one track for each track,
    /// channel and program of the notes, each on a channel of its own (the tenth is for percussion). Where fifteen pitched
    /// instruments aren't enough, the further ones have the channels of further ports, and each track says its port (meta
    /// event 0x21).
    ///
    /// Seconds are kept within half a tick, whatever the tempo. A tick is that of the file that was read, else a 960th of a
    /// quarter. Notes of a key and an instrument that overlap and end together stay as they are; of others the earlier ends
    /// where the later begins, and the later lasts as long as either. A note has at least a tick.
    ///
    /// - Parameter beatsPerMinute: Quarters a minute, 4…1000, in place of ``tempoChanges``; nil keeps them. It sets the bar
    ///   lines that an editor shows, not the times.
    public func bytes(beatsPerMinute: Double? = nil) -> [UInt8] {
        if let beatsPerMinute {
            let tempo = TempoChange(beatsPerMinute: beatsPerMinute)
            return MIDIWriter(self, tempo: [tempo], ticksPerQuarter: MIDIWriter.ticksPerQuarter).bytes()
        }
        return MIDIWriter(
            self, tempo: tempoChanges, ticksPerQuarter: ticksPerQuarter ?? MIDIWriter.ticksPerQuarter
        ).bytes()
    }

    /// Writes ``bytes(beatsPerMinute:)`` to a temporary name beside the target, then renames it.
    ///
    /// - Throws: ``AudioError/unwritable(path:reason:)``.
    public func write(to url: URL, beatsPerMinute: Double? = nil) throws(AudioError) {
        try OutputFile.write(Data(bytes(beatsPerMinute: beatsPerMinute)), to: url)
    }
}
