import Audio
import Foundation

// An hour of sound, written and read back in blocks, and the resampler by itself. Run by scripts/bench-decoding.sh.
//
//   DecodingBenchmark write FILE SECONDS      stereo, 44.1 kHz, in the format of the file's ending
//   DecodingBenchmark read FILE SECONDS       mono, 16 kHz; the number of frames is checked
//   DecodingBenchmark resample FROM TO QUALITY

struct Usage: Error {}

func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + 1e-6 * Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
}

/// Kilobytes that were resident at most since the process began.
func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
}

func write(_ path: String, seconds: Int) throws {
    let url = URL(fileURLWithPath: path)
    guard let format = AudioFileFormat(pathExtension: url.pathExtension) else { throw Usage() }
    let writer = try AudioFileWriter(to: url, format: format, sampleRate: 44_100, channelCount: 2)
    for second in 0..<seconds {
        // Three partials of another chord each second, and a little noise.
        var state = UInt32(truncatingIfNeeded: second)
        let base = 110.0 * pow(2, Double(second * 7 % 36) / 12)
        var channels: [[Float]] = [[], []]
        for channel in 0..<2 {
            channels[channel] = (0..<44_100).map { frame in
                let time = 2 * Double.pi * Double(frame) / 44_100
                state = state &* 1_664_525 &+ 1_013_904_223
                let tones =
                    0.2 * sin(base * time) + 0.1 * sin(2 * base * time) + 0.05
                    * sin((3.5 + Double(channel)) * base * time)
                return Float(tones + 0.01 * (Double(state) / 4_294_967_296 - 0.5))
            }
        }
        try writer.write(AudioBuffer(channels: channels, sampleRate: 44_100))
    }
    try writer.finish()
}

func read(_ path: String, seconds: Int) throws {
    let start = processorSeconds()
    let stream = try AudioDecodingStream(contentsOf: URL(fileURLWithPath: path), sampleRate: 16_000)
    var blocks = 0
    while try stream.next() != nil { blocks += 1 }
    let spent = processorSeconds() - start
    let length = "\(stream.position) frames of \(16_000 * seconds) in \(blocks) blocks"
    let speed = "\(Int(Double(seconds) / spent)) times real time on one core"
    say("\(path): \(length), at most \(peakMemory() / 1024) MB resident, \(speed)")
    exit(stream.position == 16_000 * seconds ? 0 : 1)
}

func resample(from: Double, to: Double, quality: Resampler.Quality) {
    let seconds = 600
    var state: UInt32 = 1
    let second = (0..<Int(from)).map { _ -> Float in
        state = state &* 1_664_525 &+ 1_013_904_223
        return Float(state >> 8) * 0x1p-24 - 0.5
    }
    let stream = Resampler(from: from, to: to, quality: quality).makeStream()
    let start = processorSeconds()
    var frames = 0
    for _ in 0..<seconds { frames += stream.append(second).count }
    frames += stream.finish().frameCount
    let spent = processorSeconds() - start
    say("\(Int(from)) to \(Int(to)) Hz, \(quality): \(Int(Double(seconds) / spent)) times real time on one core")
    exit(frames == Int(to) * seconds ? 0 : 1)
}

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "write" where words.count == 3: try write(words[1], seconds: Int(words[2]) ?? 3600)
case "read" where words.count == 3: try read(words[1], seconds: Int(words[2]) ?? 3600)
case "resample" where words.count == 4:
    guard let from = Double(words[1]), let to = Double(words[2]), let quality = Resampler.Quality(rawValue: words[3])
    else { throw Usage() }
    resample(from: from, to: to, quality: quality)
default: throw Usage()
}
