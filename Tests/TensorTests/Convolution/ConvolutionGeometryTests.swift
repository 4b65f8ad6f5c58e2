import Testing

@testable import Tensor

@Suite struct ConvolutionGeometryTests {
    private func geometry(_ settings: ConvolutionSettings, kernel: Int = 3) -> ConvolutionGeometry {
        ConvolutionGeometry(
            images: 2, input: Size2D(height: 9, width: 12), inputChannels: 4, outputChannels: 6, kernel: Size2D(kernel),
            settings: settings)
    }

    @Test func countsThePositionsOfTheKernel() {
        #expect(geometry(.init()).output == Size2D(height: 7, width: 10))
        #expect(geometry(.init(padding: Size2D(1))).output == Size2D(height: 9, width: 12))
        #expect(geometry(.init(stride: Size2D(2), padding: Size2D(1))).output == Size2D(height: 5, width: 6))
        #expect(geometry(.init(dilation: Size2D(4))).output == Size2D(height: 1, width: 4))
        #expect(geometry(.init(dilation: Size2D(5))).output == Size2D(height: 0, width: 2))
        let grouped = geometry(.init(groups: 2))
        #expect((grouped.groupInputs, grouped.groupOutputs, grouped.columnCount) == (2, 3, 18))
    }

    /// Back the way it came: from the output's size and channels to the input's.
    @Test func reversed() throws {
        for padding in 0...2 {
            let there = geometry(.init(padding: Size2D(padding)))
            let back = try #require(there.reversed)
            #expect((back.input, back.output) == (there.output, there.input))
            #expect((back.inputChannels, back.outputChannels) == (6, 4))
            #expect(back.settings.padding == Size2D(2 - padding))
        }
        #expect(geometry(.init(padding: Size2D(3))).reversed == nil)
        #expect(geometry(.init(stride: Size2D(2))).reversed == nil)
    }

    /// An up-convolution's is that of the convolution from its result.
    @Test func transposing() {
        func up(_ outputSize: Size2D?) -> ConvolutionGeometry {
            ConvolutionGeometry(
                transposing: .init(stride: Size2D(2)), images: 1, input: Size2D(height: 3, width: 4), inputChannels: 6,
                outputChannels: 4, kernel: Size2D(2), outputSize: outputSize)
        }
        #expect(up(nil).input == Size2D(height: 6, width: 8) && up(nil).output == Size2D(height: 3, width: 4))
        #expect(up(Size2D(height: 7, width: 8)).output == Size2D(height: 3, width: 4))
        #expect((up(nil).inputChannels, up(nil).outputChannels) == (4, 6))
    }
}
