/// Where the kernels of a convolution lie in a weight, and how they are to be read.
struct KernelLayout: Sendable {
    let inputs: Int
    let outputs: Int
    /// Floats from one input channel's kernel to the next, and from one output channel's.
    let inputStride: Int
    let outputStride: Int
    /// Whether the kernel is turned by half a circle: the way of a gradient, and of an up-convolution.
    let isTurned: Bool

    /// A weight (C′, C, 3, 3), for the convolution that it names.
    static func forward(inputs: Int, outputs: Int) -> KernelLayout {
        KernelLayout(inputs: inputs, outputs: outputs, inputStride: 9, outputStride: 9 * inputs, isTurned: false)
    }

    /// A weight (C′, C, 3, 3), for the convolution that carries C′ channels back to C.
    static func backward(inputs: Int, outputs: Int) -> KernelLayout {
        KernelLayout(inputs: outputs, outputs: inputs, inputStride: 9 * inputs, outputStride: 9, isTurned: true)
    }

    /// Where element `position` of a 3 × 3 kernel lies.
    @inline(__always)
    func offset(input: Int, output: Int, position: Int) -> Int {
        input * inputStride + output * outputStride + (isTurned ? 8 - position : position)
    }
}

/// A weight transformed for Winograd's products: 36 matrices C × C′, each cut into columns that one product takes.
final class WinogradWeights: Sendable {
    let inputs: Int
    let outputs: Int
    /// Columns of one product.
    let width: Int
    /// What multiplies bfloat16 numbers; nil: the elements are floats.
    let pairing: BFloat16Product?
    private let storage: Storage

    init(_ weight: UnsafePointer<Float>, layout: KernelLayout, precision: ProductPrecision = .single) {
        inputs = layout.inputs
        outputs = layout.outputs
        pairing = layout.inputs.isMultiple(of: 2) ? BFloat16Product.current(precision) : nil
        let places = Places(inputs: inputs, outputs: outputs, isPaired: pairing != nil)
        width = places.width
        storage = Storage(count: WinogradTransforms.planeCount * places.planeSize)
        let (source, target) = (ConstantPointer(weight), SharedPointer(storage.base))
        Parallel.ranges(layout.inputs, grain: max(1, 4096 / max(1, layout.outputs))) { range in
            withUnsafeTemporaryAllocation(of: WinogradTransforms.Lanes.self, capacity: 45) { buffer in
                guard let kernel = buffer.baseAddress else { return }
                let values = kernel + 9
                for input in range {
                    WinogradTransforms.forEachGroup(layout.outputs) { output, count in
                        for position in 0..<9 {
                            var lanes = WinogradTransforms.Lanes.zero
                            for lane in 0..<count {
                                lanes[lane] =
                                    source.base[layout.offset(input: input, output: output + lane, position: position)]
                            }
                            kernel[position] = lanes
                        }
                        WinogradTransforms.kernel(kernel, to: values)
                        places.store(values, count, input: input, output: output, to: target.base)
                    }
                }
            }
        }
    }

    /// How many products one plane is cut into.
    var columnCount: Int { (outputs + width - 1) / width }

    /// The matrix of one plane and one column of products, row-major and dense, with its first output channel. Of
    /// bfloat16 numbers a row is one of pairs, see ``BFloat16Product``.
    func matrix(plane: Int, column: Int) -> (matrix: OpenBLAS.Matrix, outputs: Range<Int>) {
        let places = Places(inputs: inputs, outputs: outputs, isPaired: pairing != nil)
        let first = column * width
        let columns = first..<min(outputs, first + width)
        return (
            OpenBLAS.Matrix(
                base: storage.base + plane * places.planeSize + places.start(column: first),
                stride: places.rowStride(column: first)), columns
        )
    }
}

extension WinogradWeights {
    /// Where elements lie, in floats: columns of `width` stand one behind the other, row after row; the last may be
    /// narrower. Two rows of bfloat16 numbers are one row of pairs, each as large as a float.
    private struct Places: Sendable {
        let inputs: Int
        let outputs: Int
        let isPaired: Bool
        let width: Int

        init(inputs: Int, outputs: Int, isPaired: Bool) {
            self.inputs = inputs
            self.outputs = outputs
            self.isPaired = isPaired
            width = OpenBLAS.splitWidth(columns: outputs)
        }

        private var rows: Int { isPaired ? inputs / 2 : inputs }

        /// Of the columns that begin with `first`; whole registers of pairs.
        func rowStride(column first: Int) -> Int {
            let columns = min(width, outputs - first)
            return isPaired ? BFloat16Product.stride(columns) : columns
        }

        func start(column first: Int) -> Int { first / width * rows * rowStride(column: 0) }

        var planeSize: Int {
            let last = (outputs - 1) / width * width
            return start(column: last) + rows * rowStride(column: last)
        }

        /// Writes the 36 values of up to four kernels, those of `output` and the next, each to its plane.
        @inline(__always)
        func store(
            _ values: UnsafePointer<WinogradTransforms.Lanes>, _ count: Int, input: Int, output: Int,
            to base: UnsafeMutablePointer<Float>
        ) {
            let first = output / width * width
            let place = start(column: first) + output - first
            if isPaired {
                let pair = base + place + input / 2 * rowStride(column: first)
                for plane in 0..<WinogradTransforms.planeCount {
                    BFloat16Product.store(
                        values[plane], count, half: input % 2, of: pair + plane * planeSize)
                }
            } else {
                let target = base + place + input * rowStride(column: first)
                for plane in 0..<WinogradTransforms.planeCount {
                    WinogradTransforms.store(values[plane], to: target + plane * planeSize, count)
                }
            }
        }
    }
}
