import Testing

@testable import Tensor

/// Which way a convolution goes.
@Suite struct ConvolutionKernelsTests {
    private func way(
        _ inputs: Int, _ outputs: Int, kernel: Int, _ settings: ConvolutionSettings
    ) -> ConvolutionKernels.Way {
        ConvolutionKernels.Way(
            ConvolutionGeometry(
                images: 2, input: Size2D(height: 22, width: 78), inputChannels: inputs, outputChannels: outputs,
                kernel: Size2D(kernel), settings: settings))
    }

    /// The network's shapes.
    @Test func theQuickestForItsShape() {
        let same = ConvolutionSettings(padding: Size2D(1))
        #expect(way(1, 32, kernel: 3, same) == .taps)
        #expect(way(32, 32, kernel: 3, same) == .winograd)
        #expect(way(384, 192, kernel: 3, same) == .winograd)
        #expect(way(64, 128, kernel: 1, ConvolutionSettings()) == .patches)
        #expect(way(64, 64, kernel: 2, ConvolutionSettings(stride: Size2D(2))) == .patches)
        #expect(way(64, 64, kernel: 3, ConvolutionSettings(stride: Size2D(2))) == .columns)
    }

    @Test func plainSumsWhereTheyAreAskedFor() {
        for (inputs, kernel) in [(1, 3), (32, 3), (64, 1)] {
            let settings = ConvolutionSettings(padding: Size2D(1), method: .plain)
            #expect(way(inputs, 32, kernel: kernel, settings) == .columns)
        }
    }

    /// The sum over all pixels, for each channel.
    @Test func biasGradient() {
        let gradient = randomTensor([2, 5, 7, 19], seed: 1)
        let found = ConvolutionKernels.biasGradient(gradient)
        expectClose(found, gradient.sum(axes: [0, 1, 2]), tolerance: 1e-6)
    }
}
