/// The discrete Fourier transform of complex numbers, of any size.
///
/// `X[k] = Σ x[n]·exp(−2πi·kn/size)`, unscaled forwards, divided by the size backwards, as in NumPy, whose pocketfft it is.
///
/// A value is an immutable plan: make it once, use it often, share it between threads.
public struct FourierTransform: Sendable {
    /// The number of points.
    public let size: Int
    private let plan: PocketFFT.ComplexPlan

    /// - Precondition: at least one point.
    public init(size: Int) {
        precondition(size > 0, "FourierTransform: a size of \(size)")
        self.size = size
        plan = PocketFFT.ComplexPlan(size: size)
    }

    /// Transforms in place.
    ///
    /// - Precondition: both arrays have ``size`` elements.
    public func forward(_ real: inout [Float], _ imaginary: inout [Float]) {
        execute(&real, &imaginary, forward: true, scale: 1)
    }

    /// Transforms back in place.
    ///
    /// - Precondition: both arrays have ``size`` elements.
    public func inverse(_ real: inout [Float], _ imaginary: inout [Float]) {
        execute(&real, &imaginary, forward: false, scale: 1 / Float(size))
    }

    private func execute(_ real: inout [Float], _ imaginary: inout [Float], forward: Bool, scale: Float) {
        precondition(
            real.count == size && imaginary.count == size,
            "FourierTransform: \(real.count) and \(imaginary.count) values for \(size) points")
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * size) { room in
            guard let values = room.baseAddress else { return }
            for index in 0..<size {
                values[2 * index] = real[index]
                values[2 * index + 1] = imaginary[index]
            }
            plan.execute(values, forward: forward, scale: scale)
            for index in 0..<size {
                real[index] = values[2 * index]
                imaginary[index] = values[2 * index + 1]
            }
        }
    }
}
