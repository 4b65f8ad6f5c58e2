import Foundation

/// What a case may take: a second of processor time, and 64 MB beyond its input.
///
/// Memory is the address space of the whole process, touched or not, as the system counts it: how far its peak during
/// the case lies above what there was before. So it is never less than what was allocated. It works in a process that
/// does nothing else.
struct CaseLimits {
    /// Bytes beyond the input.
    static let memory = 64 << 20
    /// Seconds of the processor.
    static let time = 1.0
    /// Seconds after which a case that neither computes nor returns is ended, and the process with it.
    private static let patience: UInt32 = 30

    /// What a sanitizer keeps books with takes more address space than any case; it has limits of its own.
    private static let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

    private(set) var worstMemory = 0
    private(set) var worstTime = 0.0

    /// Makes the process ready: remarks of the decoders go nowhere, and threads share one heap, as each one's own
    /// would be reserved with 64 MB.
    init() throws {
        let nowhere = open("/dev/null", O_WRONLY)
        guard nowhere >= 0, dup2(nowhere, STDERR_FILENO) >= 0 else { throw CocoaError(.fileNoSuchFile) }
        if Self.isSanitized { return }
        // M_ARENA_MAX, from a header that Swift's Glibc leaves out.
        typealias Option = @convention(c) (Int32, Int32) -> Int32
        guard let mallopt = dlsym(nil, "mallopt"), unsafeBitCast(mallopt, to: Option.self)(-8, 1) == 1 else {
            throw CocoaError(.featureUnsupported)
        }
    }

    /// Runs a case of so many bytes of input.
    ///
    /// - Returns: what went over a limit, in words.
    mutating func measure(inputBytes: Int, _ body: () throws -> Void) throws -> String? {
        let before = try Self.addressSpace()
        alarm(Self.patience)
        let start = Self.processorSeconds()
        try body()
        let seconds = Self.processorSeconds() - start
        alarm(0)
        if Self.isSanitized { return nil }
        let after = try Self.addressSpace()
        // A peak that is no higher than it was says nothing of this case, but that it stayed below.
        let memory = after.peak > before.peak ? after.peak - before.now : 0
        worstMemory = max(worstMemory, memory - inputBytes)
        worstTime = max(worstTime, seconds)
        if memory > Self.memory + inputBytes { return "it took \(memory >> 20) MB" }
        if before.peak - before.now > Self.memory { return "what it took can't be seen below an earlier peak" }
        return seconds > Self.time ? "it took \(seconds) s" : nil
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }

    /// The address space now and its greatest extent so far, in bytes.
    private static func addressSpace() throws -> (now: Int, peak: Int) {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        func kilobytes(_ name: String) -> Int? {
            status.split(separator: "\n").first { $0.hasPrefix(name) }
                .flatMap { Int($0.drop { !$0.isNumber }.prefix { $0.isNumber }) }
        }
        guard let now = kilobytes("VmSize:"), let peak = kilobytes("VmPeak:") else {
            throw CocoaError(.fileReadUnknown)
        }
        return (now << 10, peak << 10)
    }
}
