/// How the package computes in this process: the kernels of its matrix products, and its threads.
///
/// Decided once, before the first product, and the same from then on. `OPENBLAS_CORETYPE` and `OPENBLAS_NUM_THREADS` in
/// the environment of the process win over what would be chosen.
public struct EngineDescription: Sendable, Hashable, Codable {
    /// The instructions that kernels are made of.
    public enum Family: String, Sendable, Codable {
        /// Sixteen numbers at a time.
        case avx512
        /// Eight numbers at a time.
        case avx2
        /// Older x86 processors, and those of other makes.
        case other
    }

    /// The name that OpenBLAS gives the kernels, such as `SkylakeX`.
    public let kernels: String
    /// What they are made of.
    public let family: Family
    /// Why these: a few words.
    public let kernelsReason: String
    /// The most threads that compute at the same time in the whole process, however many call.
    public let threads: Int
    /// Why so many: a few words.
    public let threadsReason: String
    /// What OpenBLAS says it was built as.
    public let library: String

    /// Of this process. The first who asks, or computes, has it decided: some milliseconds.
    public static var current: EngineDescription { Engine.current }
}
