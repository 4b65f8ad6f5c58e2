import Audio
import Foundation

// The audio module as a contender of audio.py. `AudioBenchmark prepare FOLDER` makes the sounds that all contenders hear;
// `AudioBenchmark WORK FOLDER` answers each line of standard input with the seconds that the work took once.

guard CommandLine.arguments.count == 3 else {
    FileHandle.standardError.write(Data("usage: AudioBenchmark prepare|WORK FOLDER\n".utf8))
    exit(2)
}
let folder = URL(fileURLWithPath: CommandLine.arguments[2], isDirectory: true)
if CommandLine.arguments[1] == "prepare" {
    try Sounds.write(to: folder)
} else {
    guard let work = Work(rawValue: CommandLine.arguments[1]) else {
        let known = Work.allCases.map(\.rawValue).joined(separator: ", ")
        FileHandle.standardError.write(Data("no work is called \(CommandLine.arguments[1]): \(known)\n".utf8))
        exit(2)
    }
    let run = try work.prepared(folder)
    FileHandle.standardOutput.write(Data("{\"version\": \"\"}\n".utf8))
    let clock = ContinuousClock()
    while readLine() != nil {
        let time = try clock.measure { try run() }
        FileHandle.standardOutput.write(Data("{\"seconds\": \(time / .seconds(1))}\n".utf8))
    }
}
