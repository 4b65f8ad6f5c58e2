/// Weights change their order here: from PyTorch's (C′, C/groups, KH, KW) to the matrices that products need.
enum ConvolutionWeights {
    /// For each group a matrix (KH·KW·C/groups) × (C′/groups).
    static func columns(of weight: Tensor, geometry: ConvolutionGeometry) -> Storage {
        let storage = Storage(count: weight.shape.elementCount)
        weight.withPointer { source in
            forEach(geometry) { weightIndex, columnIndex in storage.base[columnIndex] = source[weightIndex] }
        }
        return storage
    }

    /// The matrix of the reversed convolution: kernel turned by half a circle, inputs and outputs changed over;
    /// for each group (KH·KW·C′/groups) × (C/groups).
    static func turnedColumns(of weight: Tensor, geometry: ConvolutionGeometry) -> Storage {
        let storage = Storage(count: weight.shape.elementCount)
        let area = geometry.kernel.height * geometry.kernel.width
        let (inputs, outputs) = (geometry.groupInputs, geometry.groupOutputs)
        weight.withPointer { source in
            for group in 0..<geometry.settings.groups {
                let matrix = storage.base + group * area * inputs * outputs
                for output in 0..<outputs {
                    for input in 0..<inputs {
                        let kernel = source + ((group * outputs + output) * inputs + input) * area
                        for position in 0..<area {
                            matrix[((area - 1 - position) * outputs + output) * inputs + input] = kernel[position]
                        }
                    }
                }
            }
        }
        return storage
    }

    /// For up-convolutions in patches: kernel rows × C′ × (kernel columns · C). One group.
    static func spreading(of weight: Tensor, geometry: ConvolutionGeometry) -> Storage {
        let storage = Storage(count: weight.shape.elementCount)
        let (kernel, inputs, outputs) = (geometry.kernel, geometry.inputChannels, geometry.outputChannels)
        weight.withPointer { source in
            for output in 0..<outputs {
                for input in 0..<inputs {
                    let values = source + (output * inputs + input) * kernel.height * kernel.width
                    for row in 0..<kernel.height {
                        for column in 0..<kernel.width {
                            let place = ((row * outputs + output) * kernel.width + column) * inputs + input
                            storage.base[place] = values[row * kernel.width + column]
                        }
                    }
                }
            }
        }
        return storage
    }

    /// Back from the matrices of ``columns(of:geometry:)`` to a weight.
    static func weight(fromColumns columns: UnsafePointer<Float>, geometry: ConvolutionGeometry) -> Tensor {
        let shape: TensorShape = [
            geometry.outputChannels, geometry.groupInputs, geometry.kernel.height, geometry.kernel.width,
        ]
        return Tensor(shape: shape) { target in
            forEach(geometry) { weightIndex, columnIndex in target[weightIndex] = columns[columnIndex] }
        }
    }

    /// Each element's place in the weight and in the matrices.
    @inline(__always)
    private static func forEach(_ geometry: ConvolutionGeometry, _ body: (Int, Int) -> Void) {
        let area = geometry.kernel.height * geometry.kernel.width
        let (inputs, outputs) = (geometry.groupInputs, geometry.groupOutputs)
        for group in 0..<geometry.settings.groups {
            let first = group * area * inputs * outputs
            for output in 0..<outputs {
                for input in 0..<inputs {
                    let kernel = ((group * outputs + output) * inputs + input) * area
                    for position in 0..<area {
                        body(kernel + position, first + (position * inputs + input) * outputs + output)
                    }
                }
            }
        }
    }
}
