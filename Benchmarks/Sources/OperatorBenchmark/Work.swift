import Tensor

/// One operator of one shape, as `operators.py` sends it.
struct Work: Decodable {
    enum Operator: String, Decodable {
        case convolution, transposed
        /// As many products of square matrices of `inputs` rows as there are `clips`: the machine's limit.
        case product
    }

    /// What is computed, and timed.
    enum Pass: String, Decodable {
        case forward
        /// The gradient of the image alone.
        case data
        /// The gradient of the weights alone.
        case weights
    }

    let `operator`: Operator
    let pass: Pass
    let clips: Int
    let inputs: Int
    let outputs: Int
    let kernel: Int
    let stride: Int
    let padding: Int
    /// (height, width) of the image, and of the result.
    let from: [Int]
    let to: [Int]

    /// Makes random arguments; what is returned runs the operator on them and gives the seconds that took.
    func prepared() -> () -> Double {
        var generator = SeededGenerator(seed: 1)
        func random(_ shape: TensorShape) -> Tensor {
            Tensor((0..<shape.elementCount).map { _ in generator.uniform() - 0.5 }, shape: shape)
        }
        if self.operator == .product {
            let (left, right) = (random([clips, inputs, inputs]), random([clips, inputs, inputs]))
            return { seconds { _ = left.matmul(right) } }
        }
        let isTransposed = self.operator == .transposed
        let image = random([clips, from[0], from[1], inputs])
        let weight = random([isTransposed ? inputs : outputs, isTransposed ? outputs : inputs, kernel, kernel])
        let bias = random([outputs])
        let upstream = random([clips, to[0], to[1], outputs])
        let settings = ConvolutionSettings(stride: Size2D(stride), padding: Size2D(padding))
        let size = Size2D(height: to[0], width: to[1])

        func apply(_ image: Tensor, _ weight: Tensor) -> Tensor {
            isTransposed
                ? image.transposedConv2d(weight: weight, bias: bias, settings: settings, outputSize: size)
                : image.conv2d(weight: weight, bias: bias, settings: settings)
        }
        switch pass {
        case .forward:
            return { seconds { _ = apply(image, weight) } }
        case .data:
            return {
                let result = apply(image.tracked(), weight)
                return seconds { _ = result.backward(seed: upstream) }
            }
        case .weights:
            return {
                let result = apply(image, weight.tracked())
                return seconds { _ = result.backward(seed: upstream) }
            }
        }
    }
}

private func seconds(_ body: () -> Void) -> Double {
    ContinuousClock().measure(body) / .seconds(1)
}
