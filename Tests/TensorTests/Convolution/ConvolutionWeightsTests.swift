import Testing

@testable import Tensor

/// The orders that weights are brought into; element by element.
@Suite struct ConvolutionWeightsTests {
    private let weight = randomTensor([6, 2, 3, 2], seed: 1)
    private func geometry(groups: Int) -> ConvolutionGeometry {
        ConvolutionGeometry(
            images: 1, input: Size2D(5), inputChannels: 2 * groups, outputChannels: 6,
            kernel: Size2D(height: 3, width: 2),
            settings: ConvolutionSettings(groups: groups))
    }

    /// Each element of a weight of so many groups, with its group and its place in it.
    private func forEach(groups: Int, _ body: (_ value: Float, _ group: Int, _ place: [Int]) -> Void) {
        for output in 0..<6 {
            for input in 0..<2 {
                for row in 0..<3 {
                    for column in 0..<2 {
                        let outputs = 6 / groups
                        body(
                            weight[output, input, row, column], output / outputs,
                            [output % outputs, input, row, column])
                    }
                }
            }
        }
    }

    @Test(arguments: [1, 2])
    func columns(groups: Int) {
        let matrix = ConvolutionWeights.columns(of: weight, geometry: geometry(groups: groups))
        let outputs = 6 / groups
        forEach(groups: groups) { value, group, place in
            let row = (place[2] * 2 + place[3]) * 2 + place[1]
            #expect(matrix.base[group * 12 * outputs + row * outputs + place[0]] == value)
        }
        let back = ConvolutionWeights.weight(fromColumns: matrix.base, geometry: geometry(groups: groups))
        #expect(back.shape == weight.shape && back.scalars == weight.scalars)
        withExtendedLifetime(matrix) {}
    }

    @Test(arguments: [1, 2])
    func turnedColumns(groups: Int) {
        let matrix = ConvolutionWeights.turnedColumns(of: weight, geometry: geometry(groups: groups))
        let outputs = 6 / groups
        forEach(groups: groups) { value, group, place in
            let row = (5 - (place[2] * 2 + place[3])) * outputs + place[0]
            #expect(matrix.base[group * 12 * outputs + row * 2 + place[1]] == value)
        }
        withExtendedLifetime(matrix) {}
    }

    @Test func spreading() {
        let matrix = ConvolutionWeights.spreading(of: weight, geometry: geometry(groups: 1))
        forEach(groups: 1) { value, _, place in
            #expect(matrix.base[((place[2] * 6 + place[0]) * 2 + place[3]) * 2 + place[1]] == value)
        }
        withExtendedLifetime(matrix) {}
    }
}
