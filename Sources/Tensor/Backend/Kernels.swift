import TensorKernels

/// The loops that are there for more than one kind of processor, chosen once: those of `TensorKernels` for AVX-512 or
/// AVX2, or their twins in Swift.
struct Kernels: Sendable {
    /// C's kernels; nil: the twins.
    private let native: tk_kernels?

    /// What the engine runs. It goes with OpenBLAS's kernels, so that one wish (`OPENBLAS_CORETYPE`) decides both.
    static let current = Kernels(Engine.current.family)

    /// - Parameter family: one whose instructions the processor has.
    init(_ family: EngineDescription.Family) {
        switch family {
        case .avx512: native = tk_avx512()?.pointee
        case .avx2: native = tk_avx2()?.pointee
        case .other: native = nil
        }
    }

    /// See ``WinogradTransforms/input(_:channels:to:planeStride:)``. The next tile's planes lie `tileStride` behind these.
    func winogradInput(
        _ pixels: WinogradTiles.Pixels, channels: Int, to planes: UnsafeMutablePointer<Float>, planeStride: Int,
        tileStride: Int
    ) {
        if let native {
            native.winograd_input(
                pixels.first, pixels.offsets, channels, pixels.ahead, planes, planeStride, tileStride)
        } else {
            WinogradTransforms.input(pixels, channels: channels, to: planes, planeStride: planeStride)
        }
    }

    /// See ``WinogradTransforms/output(_:planeStride:channels:to:bias:slope:)``.
    func winogradOutput(
        _ planes: UnsafePointer<Float>, planeStride: Int, tileStride: Int, channels: Int,
        to pixels: WinogradTiles.Pixels, bias: UnsafePointer<Float>, slope: Float
    ) {
        if let native {
            native.winograd_output(
                planes, planeStride, tileStride, channels, pixels.first, pixels.offsets, pixels.ahead, bias, slope)
        } else {
            WinogradTransforms.output(
                planes, planeStride: planeStride, channels: channels, to: pixels, bias: bias, slope: slope)
        }
    }

    /// See ``WinogradTransforms/gradient(_:channels:to:planeStride:)``.
    func winogradGradient(
        _ pixels: WinogradTiles.Pixels, channels: Int, to planes: UnsafeMutablePointer<Float>, planeStride: Int,
        tileStride: Int
    ) {
        if let native {
            native.winograd_gradient(
                pixels.first, pixels.offsets, channels, pixels.ahead, planes, planeStride, tileStride)
        } else {
            WinogradTransforms.gradient(pixels, channels: channels, to: planes, planeStride: planeStride)
        }
    }
}

/// Up-convolutions: see ``PreparedUpConvolution``.
extension Kernels {
    func phases(_ row: PreparedUpConvolution.Row, channels: Int, slope: Float, adding: Bool, to out: Target) {
        if let native {
            native.phases(
                row.low, row.stride, row.pixels, row.biases, row.borders, channels, slope, adding ? 1 : 0, out)
        } else {
            PreparedUpConvolution.phases(row, channels: channels, slope: slope, adding: adding, to: out)
        }
    }
}

/// Batch normalisation: see ``NormalizationLoops``.
extension Kernels {
    typealias Vector = UnsafePointer<Float>
    typealias Target = UnsafeMutablePointer<Float>

    func moments(_ x: Vector, rows: Int, channels: Int, pivot: Vector, sums: Target) {
        if let native {
            native.moments(x, rows, channels, pivot, sums)
        } else {
            NormalizationLoops.moments(x, rows: rows, channels: channels, pivot: pivot, sums: sums)
        }
    }

    func normalize(_ x: Vector, rows: Int, channels: Int, factor: Vector, shift: Vector, slope: Float, to y: Target) {
        if let native {
            native.normalize(x, rows, channels, factor, shift, slope, y)
        } else {
            NormalizationLoops.normalize(
                x, rows: rows, channels: channels, factor: factor, shift: shift, slope: slope, to: y)
        }
    }

    func gradientSums(
        _ dy: Vector, x: Vector, rows: Int, channels: Int, factor: Vector, shift: Vector, slope: Float, mean: Vector,
        sums: Target
    ) {
        if let native {
            native.gradient_sums(dy, x, rows, channels, factor, shift, slope, mean, sums)
        } else {
            NormalizationLoops.gradientSums(
                dy, x: x, rows: rows, channels: channels, factor: factor, shift: shift, slope: slope, mean: mean,
                sums: sums)
        }
    }

    func normalizeGradient(
        _ dy: Vector, x: Vector, rows: Int, channels: Int, factor: Vector, shift: Vector, slope: Float,
        linear: Vector, constant: Vector, to dx: Target
    ) {
        if let native {
            native.normalize_gradient(dy, x, rows, channels, factor, shift, slope, linear, constant, dx)
        } else {
            NormalizationLoops.gradient(
                dy, x: x, rows: rows, channels: channels, factor: factor, shift: shift, slope: slope, linear: linear,
                constant: constant, to: dx)
        }
    }
}

/// Exponentials: see ``Exponentials``.
extension Kernels {
    func exp(_ x: Vector, minus shift: Vector, count: Int, to y: Target) {
        if let native {
            native.exp(x, shift, count, y)
        } else {
            Exponentials.exp(x, minus: shift, count: count, to: y)
        }
    }

    func addExp(_ x: Vector, minus shift: Vector, count: Int, to sums: Target) {
        if let native {
            native.add_exp(x, shift, count, sums)
        } else {
            Exponentials.addExp(x, minus: shift, count: count, to: sums)
        }
    }

    func sumExpRows(_ x: Vector, rows: Int, count: Int, shifts: Target, sums: Target) {
        if let native {
            native.sum_exp_rows(x, rows, count, shifts, sums)
        } else {
            Exponentials.sumExpRows(x, rows: rows, count: count, shifts: shifts, sums: sums)
        }
    }
}

/// Convolutions of few channels.
extension Kernels {
    /// See ``TapConvolution/taps(_:weights:bias:slope:to:pixelStride:)``.
    func taps(
        _ seen: TapConvolution.Seen, weights: Vector, bias: UnsafeBufferPointer<Float>, slope: Float,
        to out: Target, pixelStride: Int
    ) {
        if let native, let start = bias.baseAddress {
            native.taps(
                seen.rows, seen.rowStride, seen.kernelRows, seen.rowTaps, seen.step, seen.pixels, weights, bias.count,
                start, slope, out, pixelStride)
        } else {
            TapConvolution.taps(
                seen, weights: weights, bias: bias, slope: slope, to: out, pixelStride: pixelStride)
        }
    }
}
