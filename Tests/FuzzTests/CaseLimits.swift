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

    /// Runs a case of so many bytes of input; once more where it seems to have taken too much.
    ///
    /// A thread of the test library or of the system that allocates for the first time may get a heap of its own, 128 MB
    /// of addresses, just then. That happens once; what the case itself takes, it takes again.
    ///
    /// - Returns: what went over a limit, in words.
    mutating func measure(inputBytes: Int, _ body: () throws -> Void) throws -> String? {
        let limit = Self.memory + inputBytes
        var taken = try measure(body)
        if taken.memory > limit { taken = try measure(body) }
        if Self.isSanitized { return nil }
        worstMemory = max(worstMemory, taken.memory - inputBytes)
        worstTime = max(worstTime, taken.seconds)
        if taken.memory > limit { return "it took \(taken.memory >> 20) MB" }
        return taken.seconds > Self.time ? "it took \(taken.seconds) s" : nil
    }

    private func measure(_ body: () throws -> Void) throws -> (memory: Int, seconds: Double) {
        let before = try Self.addressSpaceAtItsPeak()
        alarm(Self.patience)
        let start = Self.processorSeconds()
        try body()
        let seconds = Self.processorSeconds() - start
        alarm(0)
        return (try Self.addressSpace().peak - before, seconds)
    }

    /// The address space, after as much of it was taken as makes it as large as it ever was: beneath an earlier peak,
    /// nothing could be seen of what a case takes.
    private static func addressSpaceAtItsPeak() throws -> Int {
        let space = try addressSpace()
        let gap = (space.peak - space.now) & ~0xFFF
        if gap > 0, !isSanitized, mmap(nil, gap, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED {
            throw CocoaError(.featureUnsupported)
        }
        return try addressSpace().peak
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
