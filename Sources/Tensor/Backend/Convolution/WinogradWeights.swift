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
    private let storage: Storage

    init(_ weight: UnsafePointer<Float>, layout: KernelLayout) {
        inputs = layout.inputs
        outputs = layout.outputs
        width = OpenBLAS.splitWidth(columns: layout.outputs)
        let planeSize = inputs * outputs
        storage = Storage(count: WinogradTransforms.planeCount * planeSize)
        let (source, target, width) = (ConstantPointer(weight), SharedPointer(storage.base), width)
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
                        let place = Self.place(
                            input: input, output: output, inputs: layout.inputs, outputs: layout.outputs, width: width)
                        for plane in 0..<WinogradTransforms.planeCount {
                            WinogradTransforms.store(
                                values[plane], to: target.base + plane * planeSize + place, count)
                        }
                    }
                }
            }
        }
    }

    /// Columns of `width` stand one behind the other, row after row; the last may be narrower.
    private static func place(input: Int, output: Int, inputs: Int, outputs: Int, width: Int) -> Int {
        let first = output / width * width
        return first * inputs + input * min(width, outputs - first) + output - first
    }

    /// How many products one plane is cut into.
    var columnCount: Int { (outputs + width - 1) / width }

    /// The matrix of one plane and one column of products, row-major and dense, with its first output channel.
    func matrix(plane: Int, column: Int) -> (matrix: OpenBLAS.Matrix, outputs: Range<Int>) {
        let first = column * width
        let columns = first..<min(outputs, first + width)
        let base = storage.base + plane * inputs * outputs + first * inputs
        return (OpenBLAS.Matrix(base: base, stride: columns.count), columns)
    }
}
