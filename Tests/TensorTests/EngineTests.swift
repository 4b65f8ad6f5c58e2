import Foundation
import Testing

@testable import Tensor

/// How threads and kernels are decided. What this machine's decision is, `pitchstreamer info --engine` says.
@Suite struct EngineTests {
    @Test func isDecidedOnceAndSaysWhy() {
        let engine = EngineDescription.current
        #expect(engine == EngineDescription.current)
        #expect(engine.threads >= 1)
        #expect(engine.family == Engine.family(of: engine.kernels))
        #expect(!engine.kernelsReason.isEmpty && !engine.threadsReason.isEmpty)
        #expect(engine.library.contains("OpenBLAS"))
        #expect(engine.kernels == OpenBLAS.kernels)
    }

    @Test func threadsAreTheProcessorsUnlessTheUserSaysOtherwise() {
        #expect(Engine.threads(asked: nil, processors: 6).count == 6)
        #expect(Engine.threads(asked: "", processors: 6).count == 6)
        #expect(Engine.threads(asked: nil, processors: 0).count == 1)
        for (asked, count) in [("1", 1), (" 3 ", 3), ("48", 48)] {
            let choice = Engine.threads(asked: asked, processors: 6)
            #expect(choice.count == count)
            #expect(choice.reason == "OPENBLAS_NUM_THREADS in the environment")
        }
    }

    @Test(arguments: ["0", "-2", "two", "1.5", "99999999999999999999"])
    func noNumberOfThreadsIsPassedOverAndSaidSo(asked: String) {
        let choice = Engine.threads(asked: asked, processors: 6)
        #expect(choice.count == 6)
        #expect(choice.reason.contains("OPENBLAS_NUM_THREADS=\(asked) is no number of threads"))
    }

    @Test func betterKernelsAreTriedOnlyWhereTheProcessorRunsThem() {
        let modern: Set = ["fma", "avx2", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"]
        #expect(Engine.candidates(beyond: .avx2, flags: modern) == ["SkylakeX"])
        #expect(Engine.candidates(beyond: .avx512, flags: modern) == [])
        #expect(Engine.candidates(beyond: .other, flags: modern) == ["SkylakeX", "Haswell"])
        #expect(Engine.candidates(beyond: .other, flags: ["fma", "avx2"]) == ["Haswell"])
        #expect(Engine.candidates(beyond: .avx2, flags: modern.subtracting(["avx512dq"])) == [])
        #expect(Engine.candidates(beyond: .other, flags: []) == [])
    }

    @Test func kernelsBelongToFamilies() {
        #expect(["SkylakeX", "Cooperlake", "SAPPHIRERAPIDS"].allSatisfy { Engine.family(of: $0) == .avx512 })
        #expect(["Haswell", "Zen", "Excavator"].allSatisfy { Engine.family(of: $0) == .avx2 })
        #expect(["Prescott", "neoversen1", "unknown"].allSatisfy { Engine.family(of: $0) == .other })
    }

    @Test func readsWhatTheProcessorCanDo() {
        let text = "processor\t: 0\nflags\t\t: fpu avx2 fma\nbugs\t\t: none\n\nprocessor\t: 1\nflags\t\t: fpu\n"
        #expect(Engine.processorFlags(in: text) == ["fpu", "avx2", "fma"])
        #expect(Engine.processorFlags(in: "Features\t: fp asimd\n") == [])
        #expect(Engine.processorFlags(in: "") == [])
    }

    @Test func theKernelsInForceMultiplyRightly() {
        #expect(KernelCheck.passes())
    }

    /// In a process of its own, which OpenBLAS begins with lesser kernels: they don't stay where there are better.
    @Test func lesserKernelsAreReplaced() async {
        await #expect(processExitsWith: .success) {
            unsetenv("OPENBLAS_CORETYPE")
            guard OpenBLAS.restart(with: "Nehalem") else { return }
            let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)).map(Engine.processorFlags(in:))
            let better = Engine.candidates(beyond: .other, flags: flags ?? [])
            let engine = EngineDescription.current
            #expect(engine.kernels == better.first ?? "Nehalem")
            #expect(engine.kernelsReason.contains(better.isEmpty ? "own choice" : "left unused (Nehalem)"))
            #expect(KernelCheck.passes())
        }
    }

    @Test func theUsersEnvironmentWins() async {
        await #expect(processExitsWith: .success) {
            setenv("OPENBLAS_NUM_THREADS", "3", 1)
            guard OpenBLAS.restart(with: "Nehalem") else { return }
            setenv("OPENBLAS_CORETYPE", "nehalem", 1)
            let engine = EngineDescription.current
            #expect(engine.kernels == "Nehalem" && engine.family == .other && engine.threads == 3)
            #expect(engine.kernelsReason == "OPENBLAS_CORETYPE in the environment")
        }
    }
}
