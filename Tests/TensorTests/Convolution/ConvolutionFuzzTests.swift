import Foundation
import Testing

@testable import Tensor

/// Convolutions of random shapes, each way of computing them against plain sums: forward, both gradients, and as a
/// prepared layer.
///
/// `make fuzz` runs many more cases than `make test`. The cases follow from a seed; one that fails says how to
/// repeat it alone.
@Suite struct ConvolutionFuzzTests {
    /// What the environment asks for.
    private enum Asked {
        /// How many cases: `FUZZ_CASES`.
        static let cases = number("FUZZ_CASES") ?? 400
        /// What all of them follow from: `FUZZ_SEED`.
        static let seed = UInt64(number("FUZZ_SEED") ?? 1)
        /// The only one to run: `FUZZ_CASE`.
        static let only = number("FUZZ_CASE")
        static let isAsked = number("FUZZ_CASES") != nil || only != nil

        private static func number(_ name: String) -> Int? {
            ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
        }
    }

    /// Relative to the greatest value, or to what so many random terms add up to where all are small.
    private static let tolerance = 1e-5
    private static let parts = 8

    @Test(arguments: 0..<parts)
    func everyWayAgreesWithPlainSums(part: Int) throws {
        let cases = Asked.only.map { [$0] } ?? Array(0..<Asked.cases)
        var worst = (error: 0.0, name: "none")
        for index in cases where index % Self.parts == part {
            let problem = FuzzedConvolution(seed: Asked.seed, index: index)
            for (name, error) in try problem.errors() {
                if error > worst.error { worst = (error, "\(name) of \(problem)") }
                #expect(
                    error <= Self.tolerance,
                    """
                    \(name) of \(problem); to repeat it alone: \
                    FUZZ_SEED=\(Asked.seed) FUZZ_CASE=\(index) make test FILTER=ConvolutionFuzzTests
                    """)
            }
        }
        if Asked.isAsked, worst.error > 0 {
            print("fuzz, seed \(Asked.seed), part \(part + 1) of \(Self.parts): worst \(worst.error), \(worst.name)")
        }
    }

    /// The cases reach every way, so that the test above isn't empty somewhere.
    @Test func theCasesReachEveryWay() {
        let problems = (0..<400).map { FuzzedConvolution(seed: 1, index: $0) }
        for isTransposed in [false, true] {
            let ways = problems.filter { $0.isTransposed == isTransposed }.map { ConvolutionKernels.Way($0.geometry) }
            for way in [ConvolutionKernels.Way.winograd, .patches, .taps, .columns] {
                #expect(ways.filter { $0 == way }.count >= 8, "\(way), transposed: \(isTransposed)")
            }
        }
        #expect(problems.contains { $0.bias != nil } && problems.contains { $0.bias == nil })
    }
}

/// One case.
struct FuzzedConvolution: CustomStringConvertible {
    let isTransposed: Bool
    let images: Int
    /// Of the image that the convolution reads, or that the transposed one writes.
    let large: Size2D
    let inputs: Int
    let outputs: Int
    let kernel: Size2D
    let settings: ConvolutionSettings
    let bias: Tensor?
    let slope: Float
    private let generator: SeededGenerator

    /// - Parameter index: each case of a seed has random numbers of its own.
    init(seed: UInt64, index: Int) {
        var generator = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(index))
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        func size(_ range: ClosedRange<Int>) -> Size2D { Size2D(height: number(range), width: number(range)) }
        isTransposed = number(0...1) == 1
        images = number(1...4)
        var problem: (kernel: Size2D, settings: ConvolutionSettings)
        switch number(0...9) {
        case 0...4: problem = (Size2D(3), ConvolutionSettings(padding: size(0...2)))
        case 5: problem = (Size2D(2), ConvolutionSettings(stride: Size2D(2)))
        case 6: problem = (Size2D(1), ConvolutionSettings())
        case 7: problem = (Size2D(3), ConvolutionSettings(stride: size(1...2), padding: size(0...2)))
        default:
            problem = (
                size(1...5),
                ConvolutionSettings(stride: size(1...3), padding: size(0...2), dilation: size(1...2))
            )
        }
        // Few channels in one case of five, on either side.
        let few = number(0...9)
        let (first, second) = (number(1...70), number(1...70))
        inputs = few == 0 ? min(first, 1 + first % 3) : first
        outputs = few == 1 ? min(second, 1 + second % 3) : second
        // As small as the kernel allows.
        let (span, padding) = (problem.kernel, problem.settings.padding)
        let dilation = problem.settings.dilation
        func extent(_ kernel: Int, _ padding: Int, _ dilation: Int) -> Int {
            let least = max(1, dilation * (kernel - 1) + 1 - 2 * padding)
            return number(least...max(least, 70))
        }
        large = Size2D(
            height: extent(span.height, padding.height, dilation.height),
            width: extent(span.width, padding.width, dilation.width))
        kernel = problem.kernel
        settings = problem.settings
        slope = number(0...1) == 0 ? 1 : 0.1
        let biasCount = isTransposed ? inputs : outputs
        bias = number(0...1) == 0 ? nil : uniformTensor([biasCount], using: &generator)
        self.generator = generator
    }

    var description: String {
        func text(_ size: Size2D) -> String { "\(size.height)×\(size.width)" }
        return "\(isTransposed ? "transposed, " : "")\(images) images, \(text(large)), \(inputs) → \(outputs), "
            + "kernel \(text(kernel)), stride \(text(settings.stride)), padding \(text(settings.padding)), "
            + "dilation \(text(settings.dilation)), \(bias == nil ? "no bias" : "bias"), slope \(slope)"
    }

    var geometry: ConvolutionGeometry {
        ConvolutionGeometry(
            images: images, input: large, inputChannels: inputs, outputChannels: outputs, kernel: kernel,
            settings: settings)
    }

    /// The greatest difference between the quickest way and plain sums, for each result.
    func errors() throws -> [(name: String, error: Double)] {
        var generator = generator
        let small = geometry.output
        let (from, to) = isTransposed ? (small, large) : (large, small)
        let (fromChannels, toChannels) = isTransposed ? (outputs, inputs) : (inputs, outputs)
        let image = uniformTensor([images, from.height, from.width, fromChannels], using: &generator).tracked()
        let weight = uniformTensor([outputs, inputs, kernel.height, kernel.width], using: &generator).tracked()
        let upstream = uniformTensor([images, to.height, to.width, toChannels], using: &generator)
        var plain = settings
        plain.method = .plain

        func run(_ settings: ConvolutionSettings) throws -> [Tensor] {
            let value =
                isTransposed
                ? image.transposedConv2d(weight: weight, bias: bias, settings: settings, outputSize: large)
                : image.conv2d(weight: weight, bias: bias, settings: settings)
            let gradients = value.backward(seed: upstream)
            return [value.detached(), try #require(gradients[image]), try #require(gradients[weight])]
        }
        let (found, expected) = (try run(settings), try run(plain))
        // How many products one value is the sum of; each is of two numbers within ±1.
        let area = kernel.height * kernel.width
        let terms = [area * fromChannels, area * toChannels, images * small.height * small.width]
        var errors: [(String, Double)] = []
        for (index, name) in ["forward", "data gradient", "weight gradient"].enumerated() {
            errors.append((name, error(found[index], expected[index], terms: terms[index])))
        }
        let prepared = try prepared(weight: weight.detached())
        let activated = expected[0].leakyReLU(slope: slope)
        let value = isTransposed ? prepared(image, outputSize: large) : prepared(image)
        errors.append(("prepared", error(value, activated, terms: terms[0])))
        return errors
    }

    private func error(_ found: Tensor, _ expected: Tensor, terms: Int) -> Double {
        let greatest = expected.scalars.map { abs($0) }.max() ?? 0
        guard greatest > 0 else { return found.scalars.allSatisfy { $0 == 0 } ? 0 : .infinity }
        let scale = max(1, Double(terms).squareRoot() / 3 / Double(greatest))
        return relativeError(found, expected) / scale
    }

    private func prepared(weight: Tensor) throws -> PreparedConvolution {
        // Layers have square kernels; their parameters are looked up by name alone.
        let count = isTransposed ? inputs : outputs
        let parameters = try ParameterSet(
            [
                ParameterSpecification(name: "c.weight", shape: weight.shape, initializer: .constant(0)),
                ParameterSpecification(name: "c.bias", shape: [count], initializer: .constant(0)),
            ], values: ["c.weight": weight, "c.bias": bias ?? .zeros([count])])
        if isTransposed {
            let layer = TransposedConvolutionLayer(
                name: "c", inputs: outputs, outputs: inputs, kernel: kernel.height, settings: settings)
            return PreparedConvolution(layer, activationSlope: slope, parameters: parameters)
        }
        let layer = ConvolutionLayer(
            name: "c", inputs: inputs, outputs: outputs, kernel: kernel.height, settings: settings)
        return PreparedConvolution(layer, activationSlope: slope, parameters: parameters)
    }
}
