import Foundation

/// Whole sound files in one call: the first step on the way of the data, and the last one back.
///
/// ```swift
/// let sound = try AudioFile.read(contentsOf: url).mono().resampled(to: 16_000)
/// try AudioFile.write(sound, to: URL(filePath: "out.flac"))
/// ```
///
/// For files too long for memory there are ``AudioFileReader``, ``AudioFileWriter`` and ``AudioDecodingStream``.
public enum AudioFile {
    /// Reads a file.
    ///
    /// - Returns: all its channels at its own rate; no frames if it holds none.
    /// - Throws: ``AudioError`` that names the file, see ``AudioFileReader``.
    public static func read(contentsOf url: URL) throws(AudioError) -> AudioBuffer {
        try AudioFileReader(contentsOf: url).readAll()
    }

    /// Reads the bytes of a file in memory.
    ///
    /// - Parameters:
    ///   - bytes: a whole file.
    ///   - name: what errors call it.
    public static func read(bytes: Data, name: String) throws(AudioError) -> AudioBuffer {
        try AudioFileReader(bytes: bytes, name: name).readAll()
    }

    /// Reads the bytes of a file in memory.
    public static func read(bytes: [UInt8], name: String) throws(AudioError) -> AudioBuffer {
        try read(bytes: Data(bytes), name: name)
    }

    /// Writes a file, whole or not at all: under a temporary name first, then renamed.
    ///
    /// - Throws: ``AudioError`` that names the file: `unsupported` if the format doesn't hold such a sound,
    ///   `nonFinite` at a NaN or an infinite sample, `unwritable` if the system refuses. Nothing is left behind, and
    ///   a file that was there stays as it was.
    public static func write(_ buffer: AudioBuffer, to url: URL, format: AudioFileFormat) throws(AudioError) {
        let writer = try AudioFileWriter(
            to: url, format: format, sampleRate: buffer.sampleRate, channelCount: buffer.channels.count)
        try writer.write(buffer)
        try writer.finish()
    }

    /// Writes a file in the format of its extension, see ``AudioFileFormat/init(pathExtension:)``.
    ///
    /// - Throws: as with a format, and `unsupported` for an extension that stands for none.
    public static func write(_ buffer: AudioBuffer, to url: URL) throws(AudioError) {
        guard let format = AudioFileFormat(pathExtension: url.pathExtension) else {
            throw .unsupported(
                path: InputFile.name(of: url),
                reason: "no sound format has the extension \"\(url.pathExtension)\", "
                    + "there are wav, aiff, flac, ogg, opus and mp3")
        }
        try write(buffer, to: url, format: format)
    }

    /// The bytes of a file, in memory.
    ///
    /// - Parameters:
    ///   - buffer: the sound.
    ///   - format: container and coding.
    ///   - name: what errors call it.
    public static func encode(
        _ buffer: AudioBuffer, as format: AudioFileFormat, name: String = "sound"
    ) throws(AudioError) -> Data {
        let writer = try AudioFileWriter(
            inMemory: name, format: format, sampleRate: buffer.sampleRate, channelCount: buffer.channels.count)
        try writer.write(buffer)
        try writer.finish()
        return writer.memory
    }
}
