internal import Tensor

/// In which numbers the network multiplies. Sums, weights and results are of single precision in any case.
public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
    /// In single precision: the same on every processor but for rounding.
    case single
    /// The factors of 3 × 3 convolutions rounded to bfloat16, on processors that multiply those (x86-64 with
    /// AVX512-BF16); on others the same as ``single``. Quicker, and what is heard differs by less than the figures'
    /// last digit (Docs/Performance.md).
    case bfloat16

    var products: ProductPrecision {
        switch self {
        case .single: .single
        case .bfloat16: .bfloat16
        }
    }
}
