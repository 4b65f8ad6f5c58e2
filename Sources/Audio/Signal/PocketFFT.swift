import CPocketFFT

/// pocketfft's plans, each owned by an object.
///
/// A plan is read only once it is made, and pocketfft executes it from any number of threads at once.
enum PocketFFT {
    /// Transforms that ``RealPlan/execute(lanes:forward:scale:)`` works at once.
    static let lanes = CPOCKETFFT_LANES

    /// A transform of complex numbers.
    final class ComplexPlan: @unchecked Sendable {
        private let plan: OpaquePointer

        /// - Precondition: at least one point, and memory for it.
        init(size: Int) {
            guard size > 0, let plan = cpocketfft_complex_make(size) else {
                preconditionFailure("FourierTransform: no plan for \(size) points")
            }
            self.plan = plan
        }

        deinit { cpocketfft_complex_free(plan) }

        /// In place, pairs of a real and an imaginary part.
        func execute(_ values: UnsafeMutablePointer<Float>, forward: Bool, scale: Float = 1) {
            let done = cpocketfft_complex_execute(plan, values, forward ? 1 : 0, scale)
            precondition(done != 0, "FourierTransform: out of memory")
        }
    }

    /// A transform between real samples and the half of their spectrum, in pocketfft's order: r0 r1 i1 r2 i2 …, and the
    /// last real part alone where the size is even.
    final class RealPlan: @unchecked Sendable {
        private let plan: OpaquePointer

        /// - Precondition: at least one sample, and memory for it.
        init(size: Int) {
            guard size > 0, let plan = cpocketfft_real_make(size) else {
                preconditionFailure("RealFourierTransform: no plan for \(size) samples")
            }
            self.plan = plan
        }

        deinit { cpocketfft_real_free(plan) }

        /// In place.
        func execute(_ values: UnsafeMutablePointer<Float>, forward: Bool, scale: Float = 1) {
            let done = cpocketfft_real_execute(plan, values, forward ? 1 : 0, scale)
            precondition(done != 0, "RealFourierTransform: out of memory")
        }

        /// Four transforms at once, in place, side by side.
        func execute(lanes values: UnsafeMutablePointer<SIMD4<Float>>, forward: Bool, scale: Float = 1) {
            let floats = UnsafeMutableRawPointer(values).assumingMemoryBound(to: Float.self)
            let done = cpocketfft_real_execute_lanes(plan, floats, forward ? 1 : 0, scale)
            precondition(done != 0, "RealFourierTransform: out of memory")
        }
    }
}
