// Sound files, sample rates, spectra and scores: the code of the articles on the module Audio, in their words.
import Audio
import Foundation

let arguments = CommandLine.arguments.dropFirst()
let song = URL(fileURLWithPath: arguments.first ?? "Examples/Recording/canon.flac")
let folder = URL(fileURLWithPath: arguments.dropFirst().first ?? NSTemporaryDirectory())

func landingPage(_ url: URL) throws -> Spectrogram {
    let sound = try AudioFile.read(contentsOf: url).mono().resampled(to: 16_000)
    let spectrogram = ConstantQ().magnitudes(of: sound.samples)
    return spectrogram
}

func soundFiles(_ url: URL, _ other: URL) throws -> Int {
    let sound = try AudioFile.read(contentsOf: url)  // all of it
    let reader = try AudioFileReader(contentsOf: url)  // in blocks, from any place
    try reader.seek(toFrame: 44_100)
    let stream = try AudioDecodingStream(contentsOf: url, sampleRate: 16_000)  // mono blocks at a rate
    try AudioFile.write(sound, to: other)  // the extension says the format
    return sound.frameCount + reader.position + (stream.frameCount ?? 0)
}

func sampleRates(_ sound: AudioBuffer, _ blocks: [AudioBuffer]) -> Int {
    var count = 0
    func use(_ block: AudioBuffer) { count += block.frameCount }
    let slower = sound.resampled(to: 16_000)
    let resampler = Resampler(from: 44_100, to: 16_000, quality: .high)
    let stream = resampler.makeStream()
    for block in blocks { use(stream.append(block)) }
    use(stream.finish())
    return slower.frameCount + count
}

func cepstra(_ samples: [Float]) -> [Spectrogram] {
    let coefficients = MelCepstrum().coefficients(of: samples)  // frames × 20
    let liftered = MelCepstrum(.init(coefficientCount: 13, lifter: 22)).coefficients(of: samples)
    return [coefficients, liftered]
}

func decibelScales(_ samples: [Float], _ values: [Float]) -> (Spectrogram, [Float]) {
    let spectrogram = ConstantQ().magnitudes(of: samples)
    let levels = spectrogram.decibels(Decibels(reference: .maximum))  // 0 and below, down to −80
    let absolute = Decibels(reference: .value(1), range: nil).amplitudes(values)  // no floor but that of `minimum`
    return (levels, absolute)
}

func fourierTransforms(_ samples: [Float]) -> [Float] {
    let transform = RealFourierTransform(size: 8192)
    let taper = WindowFunction.hann.values(count: 8192)
    let (real, imaginary) = transform.forward(zip(samples, taper).map { $0 * $1 })  // 4,097 bins, 0 Hz to half the rate
    let again = transform.inverse(real: real, imaginary: imaginary)  // the tapered samples
    return again
}

func hybridTransform(_ samples: [Float]) -> (Range<Int>, Spectrogram) {
    let transform = HybridConstantQ()
    let bins = transform.shortTimeBins  // 52..<88: from 554 Hz on
    let spectrogram = transform.magnitudes(of: samples)  // as many frames and bins as ConstantQ gives
    return (bins, spectrogram)
}

func logMel(_ samples: [Float]) -> Spectrogram {
    let values = LogMelSpectrogram().values(of: samples)  // frames × 384
    return values
}

func melSpectra(_ samples: [Float]) -> [Spectrogram] {
    let mel = MelSpectrogram(.init(melCount: 128))
    let powers = mel.powers(of: samples)  // frames × 128
    let picture = mel.decibels(of: samples)  // relative to the loudest
    return [powers, picture]
}

func onsets(_ samples: [Float]) -> ([Float], [Double]) {
    let strength = OnsetStrength()
    let envelope = strength.envelope(of: samples)  // decibels, one value for each frame
    let times = envelope.indices.map { Double($0 * strength.mel.transform.hop) / strength.mel.transform.sampleRate }
    return (envelope, times)
}

func scores(_ url: URL, _ other: URL) throws {
    let score = try MIDIFile(contentsOf: url)
    for note in score.notes where !note.isPercussion { print(note.pitch, note.onset, note.offset, note.program) }
    for change in score.tempoChanges { print(change.seconds, change.beatsPerMinute) }
    try MIDIFile(notes: score.notes, trackNames: score.trackNames, tempoChanges: score.tempoChanges).write(to: other)
}

func shortTimeSpectra(_ samples: [Float]) -> Spectrogram {
    let transform = STFT(.init(sampleRate: 16_000, size: 2048, hop: 512))
    let picture = transform.magnitudes(of: samples).decibels(Decibels(reference: .maximum))
    return picture
}

func tunings(_ samples: [Float]) -> (Double, Spectrogram) {
    let tuning = TuningEstimator().tuning(of: samples) ?? 0  // in fractions of a semitone
    let transform = ConstantQ(.init(tuning: tuning))
    return (tuning, transform.magnitudes(of: samples))
}

func windows() -> [[Float]] {
    let taper = WindowFunction.hann.values(count: 2048)  // a period of an endless one, for transforms
    let filter = WindowFunction.blackman.values(count: 63, periodic: false)  // symmetric, for filters
    return [taper, filter]
}

let sound = try AudioFile.read(contentsOf: song).mono()
let samples = Array(sound.resampled(to: 16_000).samples.prefix(48_000))
print(try landingPage(song).frameCount, try soundFiles(song, folder.appendingPathComponent("copy.wav")))
let block = AudioBuffer(samples: samples, sampleRate: 44_100)
print(sampleRates(sound, [block, block]), cepstra(samples).map(\.frameCount))
print(decibelScales(samples, samples).1.count, fourierTransforms(samples).count, hybridTransform(samples).0)
print(logMel(samples).binCount, melSpectra(samples).map(\.binCount), onsets(samples).1.count)
try scores(song.deletingPathExtension().appendingPathExtension("mid"), folder.appendingPathComponent("copy.mid"))
print(shortTimeSpectra(samples).frameCount, tunings(samples).0, windows().map(\.count))
