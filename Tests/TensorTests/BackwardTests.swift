import Testing

@testable import Tensor

@Suite struct BackwardTests {
    @Test func derivesANumberByWhatItWasMadeFrom() throws {
        let x = Tensor([1, 2], shape: [2]).tracked()
        let y = Tensor([3, 4], shape: [2]).tracked()
        let gradients = (x * y + x).sum().backward()
        #expect(gradients[x]?.scalars == [4, 5])
        #expect(gradients[y]?.scalars == [1, 2])
    }

    @Test func aSeedWeighsTheElements() {
        let x = Tensor([1, 2], shape: [2]).tracked()
        let gradients = (x * x).backward(seed: Tensor([10, 100], shape: [2]))
        #expect(gradients[x]?.scalars == [20, 400])
    }

    @Test func nothingFlowsThroughConstants() {
        let x = Tensor(2).tracked()
        let z = Tensor(3).tracked()
        let gradients = (x.detached() * x).backward()
        #expect(gradients[x]?.scalar == 2)
        #expect(gradients[z] == nil)
        #expect(!(Tensor(1) + Tensor(2)).isTracked)
        #expect((x + 1).isTracked)
        #expect(Tensor(1).backward()[x] == nil)
    }

    @Test func aLeafDerivedByItself() {
        let x = Tensor(2).tracked()
        #expect(x.backward()[x]?.scalar == 1)
    }

    /// Two ways from x to the result, which meet again; and one of them longer than the other.
    @Test func diamonds() {
        let x = Tensor(3).tracked()
        let square = x * x
        let result = square * x + square
        // d(x³ + x²) = 3x² + 2x
        #expect(result.backward()[x]?.scalar == 33)
    }

    /// Each step uses the last one twice: 2¹⁰⁰ ways, each node walked once.
    @Test func reuse() {
        let x = Tensor(1).tracked()
        var value = x
        for _ in 0..<100 { value = value * 0.5 + value * 0.5 }
        #expect(value.backward()[x]?.scalar == 1)
    }

    @Test func gradientsAreConstants() throws {
        let x = Tensor(3).tracked()
        let gradient = try #require((x * x).backward()[x])
        #expect(!gradient.isTracked)
    }

    /// The walk and the release are loops: as recursions they would overflow the stack.
    @Test func deepGraphs() {
        let depth = 100_000
        let x = Tensor(1).tracked()
        var walked = x
        for _ in 0..<depth { walked = walked + x }
        #expect(walked.backward()[x]?.scalar == Float(depth + 1))

        var released: Tensor? = x
        for _ in 0..<depth { released = released.map { $0 * 1 } }
        weak var node = released?.node
        #expect(node != nil)
        released = nil
        #expect(node == nil)

        var twice: Tensor? = x
        for _ in 0..<depth { twice = twice.map { $0 + $0 } }
        node = twice?.node
        twice = nil
        #expect(node == nil)
    }

    /// What a step saved is let go as the walk passes it, while the output is still held.
    @Test func savedTensorsAreReleased() {
        let x = Tensor(2).tracked()
        var factor: Tensor? = Tensor(repeating: 3, shape: [])
        weak let saved = factor?.storage
        let product = factor.map { x * $0 }
        factor = nil
        #expect(saved != nil)
        #expect(product?.backward()[x]?.scalar == 3)
        #expect(saved == nil)
        #expect(product?.isTracked == true)
    }

    /// A convolution doesn't keep the normalised image that it read, yet its gradient is that of one which does.
    @Test func whatCanBeMadeAgainIsNotKept() {
        let image = randomTensor([2, 9, 10, 8], seed: 1)
        let scale = randomTensor([8], seed: 2)
        let offset = randomTensor([8], seed: 3)
        let weight = randomTensor([8, 8, 3, 3], seed: 4).tracked()
        let settings = ConvolutionSettings(padding: Size2D(1))
        func normalized(_ image: Tensor) -> Tensor {
            image.batchNormalized(scale: scale, offset: offset, activationSlope: 0.1).value
        }
        for isTransposed in [false, true] {
            func convolved(_ image: Tensor) -> Tensor {
                isTransposed
                    ? image.transposedConv2d(weight: weight, settings: settings)
                    : image.conv2d(weight: weight, settings: settings)
            }
            let tracked = image.tracked()
            var middle: Tensor? = normalized(tracked)
            weak let storage = middle?.storage
            let output = middle.map(convolved)
            #expect(storage != nil)
            middle = nil
            #expect(storage == nil)
            let constant = convolved(normalized(image)).sum().backward()[weight]
            #expect(output?.sum().backward()[weight]?.scalars == constant?.scalars)
        }
    }

    @Test func branchesThatLeadNowhereAreNotWalked() {
        let x = Tensor(2).tracked()
        let unused = x * 100
        #expect((x * 3).backward()[x]?.scalar == 3)
        #expect(unused.backward()[x]?.scalar == 100)
    }
}
