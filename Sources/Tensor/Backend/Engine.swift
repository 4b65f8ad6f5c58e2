import Foundation

/// The one place that decides threads and kernels.
enum Engine {
    /// Decided when first asked for, before the first product.
    static let current: EngineDescription = decide()

    /// Makes sure that ``current`` was decided.
    @inline(__always)
    static func prepare() {
        // The value is looked at, since the optimizer drops the making of a static that nobody reads.
        precondition(current.threads > 0, "the engine has no threads")
    }

    private static func decide() -> EngineDescription {
        let environment = ProcessInfo.processInfo.environment
        let (threads, threadsReason) = threads(
            asked: environment["OPENBLAS_NUM_THREADS"], processors: ProcessInfo.processInfo.activeProcessorCount)
        OpenBLAS.staySingleThreaded()
        let kernelsReason = chooseKernels(asked: environment["OPENBLAS_CORETYPE"])
        return EngineDescription(
            kernels: OpenBLAS.kernels, family: family(of: OpenBLAS.kernels), kernelsReason: kernelsReason,
            threads: threads, threadsReason: threadsReason, library: OpenBLAS.build)
    }

    /// How many threads, and why.
    ///
    /// - Parameters:
    ///   - asked: what the user's environment says, if anything.
    ///   - processors: how many may run this process.
    static func threads(asked: String?, processors: Int) -> (count: Int, reason: String) {
        let count = max(1, processors)
        let reason = "as many as there are processors"
        guard let asked, !asked.isEmpty else { return (count, reason) }
        guard let wanted = Int(asked.trimmingCharacters(in: .whitespaces)), wanted > 0 else {
            return (count, "\(reason); OPENBLAS_NUM_THREADS=\(asked) is no number of threads")
        }
        return (wanted, "OPENBLAS_NUM_THREADS in the environment")
    }
}

/// Kernels: what OpenBLAS chooses by itself, or better ones where it knows the processor less well than it could.
extension Engine {
    /// Chooses, and says why.
    private static func chooseKernels(asked: String?) -> String {
        let own = OpenBLAS.kernels
        if let asked, !asked.isEmpty {
            let isTaken = own.lowercased() == asked.lowercased()
            return "OPENBLAS_CORETYPE in the environment" + (isTaken ? "" : ", \(asked), which OpenBLAS doesn't know")
        }
        let better = candidates(beyond: family(of: own), flags: processorFlags())
        for kernels in better {
            // What computes wrongly is not used, however fast.
            if OpenBLAS.restart(with: kernels), KernelCheck.passes() {
                return "the processor has \(family(of: kernels).instructions), "
                    + "which OpenBLAS by itself left unused (\(own))"
            }
            OpenBLAS.restart(with: nil)
        }
        return "OpenBLAS's own choice" + (better.isEmpty ? "" : "; it can't be changed to \(better[0])")
    }

    /// Kernels that the processor runs and that are of a better family, best first.
    ///
    /// Debian's OpenBLAS 0.3.21 takes AVX2 kernels on processors younger than itself, at half their speed. `SkylakeX`
    /// and `Cooperlake` are equally fast in single precision.
    static func candidates(beyond family: EngineDescription.Family, flags: Set<String>) -> [String] {
        var names: [String] = []
        if family != .avx512, flags.isSuperset(of: ["avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"]) {
            names.append("SkylakeX")
        }
        if family == .other, flags.isSuperset(of: ["avx2", "fma"]) { names.append("Haswell") }
        return names
    }

    /// The family that OpenBLAS's kernels of a name belong to.
    static func family(of kernels: String) -> EngineDescription.Family {
        switch kernels.lowercased() {
        case "skylakex", "cooperlake", "sapphirerapids": .avx512
        case "haswell", "zen", "excavator": .avx2
        default: .other
        }
    }

    /// What Linux says that the first processor can do and the system lets it do; empty where it doesn't say.
    private static func processorFlags() -> Set<String> {
        // The first processor's lines suffice; the whole takes long where there are hundreds.
        guard let file = FileHandle(forReadingAtPath: "/proc/cpuinfo"),
            let data = try? file.read(upToCount: 16_384)
        else { return [] }
        return processorFlags(in: String(decoding: data, as: UTF8.self))
    }

    static func processorFlags(in text: String) -> Set<String> {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") }) else { return [] }
        return Set(line.split(whereSeparator: { " \t:".contains($0) }).dropFirst().map(String.init))
    }
}

extension EngineDescription.Family {
    /// As processors' makers write it.
    fileprivate var instructions: String {
        switch self {
        case .avx512: "AVX-512"
        case .avx2: "AVX2"
        case .other: "other instructions"
        }
    }
}
