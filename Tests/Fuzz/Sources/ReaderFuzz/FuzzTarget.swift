import Foundation

/// The reader that `FUZZ_READER` names; a sound file's kind is told by its bytes, so one of them stands for all.
private let reader = FuzzedReader.all.first {
    $0.name == ProcessInfo.processInfo.environment["FUZZ_READER"] ?? "wav"
}

/// What libFuzzer calls with bytes of its own making. A crash here is what it keeps as a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let reader else { preconditionFailure("FUZZ_READER names none of \(FuzzedReader.all.map(\.name))") }
    do {
        try reader.run([UInt8](UnsafeBufferPointer(start: start, count: count)))
    } catch {
        preconditionFailure("\(reader.name): \(error)")
    }
    return 0
}
