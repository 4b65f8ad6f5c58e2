import Foundation

@testable import Tensor

/// The families of kernels that this processor can run besides the plain loops in Swift: none but on x86-64.
let nativeFamilies: [EngineDescription.Family] = {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return [] }
    let flags = Engine.processorFlags(in: text)
    var families: [EngineDescription.Family] = []
    if flags.isSuperset(of: ["avx2", "fma"]) { families.append(.avx2) }
    if flags.isSuperset(of: ["avx512f", "avx512vl", "fma"]) { families.append(.avx512) }
    return families
}()
