import Testing

@testable import Tensor

@Suite struct WinogradWeightsTests {
    /// Where each element of a weight (C′, C, 3, 3) lies, for the convolution and for the way back.
    @Test func layoutsPointAtTheSameKernels() {
        let (inputs, outputs) = (3, 5)
        let forward = KernelLayout.forward(inputs: inputs, outputs: outputs)
        let backward = KernelLayout.backward(inputs: inputs, outputs: outputs)
        #expect((forward.inputs, forward.outputs) == (3, 5))
        #expect((backward.inputs, backward.outputs) == (5, 3))
        for output in 0..<outputs {
            for input in 0..<inputs {
                for position in 0..<9 {
                    let place = (output * inputs + input) * 9 + position
                    #expect(forward.offset(input: input, output: output, position: position) == place)
                    // Back, inputs and outputs have changed over and the kernel is turned.
                    #expect(backward.offset(input: output, output: input, position: 8 - position) == place)
                }
            }
        }
    }

    /// For each plane a matrix C × C′, cut into columns; together they are G·g·Gᵀ of every kernel.
    @Test(
        arguments: [(1, 1), (3, 7), (5, 32), (9, 48), (8, 64), (4, 70), (6, 100), (16, 128), (2, 144)], [false, true])
    func holdEveryKernelTransformed(channels: (inputs: Int, outputs: Int), isTurned: Bool) {
        let (inputs, outputs) = channels
        let weight =
            isTurned
            ? randomTensor([inputs, outputs, 3, 3], seed: 1) : randomTensor([outputs, inputs, 3, 3], seed: 1)
        let layout: KernelLayout =
            isTurned
            ? .backward(inputs: outputs, outputs: inputs) : .forward(inputs: inputs, outputs: outputs)
        let weights = weight.withPointer { WinogradWeights($0, layout: layout) }
        #expect((weights.inputs, weights.outputs) == (inputs, outputs))

        var found = [[Float]](repeating: [Float](repeating: .nan, count: inputs * outputs), count: 36)
        for plane in 0..<36 {
            for column in 0..<weights.columnCount {
                let (matrix, range) = weights.matrix(plane: plane, column: column)
                #expect(!matrix.transposed && range.count <= weights.width)
                for input in 0..<inputs {
                    for output in range {
                        found[plane][input * outputs + output] =
                            matrix.base[input * matrix.stride + output - range.lowerBound]
                    }
                }
            }
        }
        let values = weight.scalars
        var expected = found
        for input in 0..<inputs {
            for output in 0..<outputs {
                let kernel = (0..<9).map { position in
                    WinogradTransforms.Lanes(
                        repeating: values[layout.offset(input: input, output: output, position: position)])
                }
                var planes = [WinogradTransforms.Lanes](repeating: .zero, count: 36)
                WinogradTransforms.kernel(kernel, to: &planes)
                for plane in 0..<36 { expected[plane][input * outputs + output] = planes[plane][0] }
            }
        }
        #expect(found == expected)
    }
}
