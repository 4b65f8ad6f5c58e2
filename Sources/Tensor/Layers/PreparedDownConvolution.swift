/// A 3 × 3 convolution with its activation, a second image added to it through a 1 × 1 convolution, and the sum made
/// half as large by a 2 × 2 convolution with a stride of two: the end of a residual block, made one for inference.
///
/// No activation stands between the sum and the last layer, so that the second image goes its way by itself, through one
/// 2 × 2 convolution that is what both of its layers are together. The first image's tiles are taken while they
/// are in the cache: each holds four whole patches of the last layer. Neither sum nor large image is ever made.
///
/// It belongs to the weights it was made of and knows no gradient.
public struct PreparedDownConvolution: Sendable {
    private let weights: WinogradWeights
    private let epilogue: ConvolutionEpilogue
    private let padding: Size2D
    /// Of the last layer: (patch rows · patch columns · C) × C′.
    private let matrix: Storage
    private let outputs: Int
    /// From the second image straight to the result, all biases of the way included.
    private let beside: PreparedConvolution

    /// - Parameters:
    ///   - layer: of the first image.
    ///   - normalization: the batch normalisation behind `layer`, with its running statistics.
    ///   - activationSlope: of the leaky ReLU behind that; 1 for none.
    ///   - skip: of the second image.
    ///   - down: of their sum.
    ///   - parameters: where the layers' arrays are.
    /// - Precondition: `layer` is 3 × 3, `skip` 1 × 1, both with a stride of 1; `down` is 2 × 2 with a stride of 2
    ///   and no padding; none has groups.
    public init(
        _ layer: ConvolutionLayer, normalization: BatchNormalizationLayer? = nil, activationSlope: Float = 1,
        skip: ConvolutionLayer, down: ConvolutionLayer, parameters: ParameterSet
    ) {
        let middle = layer.weightShape[0]
        precondition(
            layer.weightShape[2] == 3 && layer.weightShape[3] == 3 && layer.settings.stride == Size2D(1)
                && skip.weightShape[0] == middle && skip.weightShape[2] == 1 && skip.weightShape[3] == 1
                && down.weightShape[1] == middle && down.weightShape[2] == 2 && down.weightShape[3] == 2
                && down.settings.stride == Size2D(2) && down.settings.padding == Size2D(0),
            "PreparedDownConvolution: \(layer.weightShape), \(skip.weightShape) and \(down.weightShape) can't be made one"
        )
        let (weight, bias) = PreparedConvolution.folded(
            weight: parameters["\(layer.name).weight"], bias: parameters["\(layer.name).bias"], channelAxis: 0,
            normalization: normalization, parameters: parameters)
        weights = weight.withPointer {
            WinogradWeights(
                $0, layout: .forward(inputs: layer.weightShape[1], outputs: middle),
                precision: layer.settings.precision)
        }
        epilogue = ConvolutionEpilogue(bias: bias, slope: activationSlope)
        padding = layer.settings.padding
        outputs = down.weightShape[0]
        // (patch rows, patch columns, C, C′)
        let downs = parameters["\(down.name).weight"].detached().permuted([2, 3, 1, 0])
        matrix = Storage(count: downs.shape.elementCount)
        downs.withPointer { [matrix] in matrix.base.update(from: $0, count: downs.shape.elementCount) }
        beside = Self.merged(skip, down, parameters: parameters)
    }

    /// (N, H, W, C) and the second image (N, H, W, S) → (N, ⌊H/2⌋, ⌊W/2⌋, C′).
    ///
    /// - Precondition: the shapes fit.
    public func callAsFunction(_ input: Tensor, beside second: Tensor) -> Tensor {
        let size = Size2D(height: input.shape[1], width: input.shape[2])
        precondition(
            input.shape[3] == weights.inputs && second.shape.dimensions.dropLast() == input.shape.dimensions.dropLast(),
            "PreparedDownConvolution: images \(input.shape) and \(second.shape)")
        let small = Size2D(height: size.height / 2, width: size.width / 2)
        return Tensor(shape: [input.shape[0], small.height, small.width, outputs]) { target in
            let view = ImageView(target, images: input.shape[0], size: small, channels: outputs)
            beside.fill(view, with: second)
            input.withPointer {
                WinogradConvolution.run(
                    ImageView(reading: $0, images: input.shape[0], size: size, channels: weights.inputs),
                    weights: weights, padding: padding, epilogue: epilogue, outputSize: size,
                    to: .tiles(halving(into: view)))
            }
        }
    }

    /// Multiplies the patches of some tiles by the last layer's matrix, and adds what becomes of them to a view.
    private func halving(into view: ImageView) -> TileConsumer {
        let (matrix, outputs, inner) = (matrix, outputs, 4 * weights.outputs)
        // A tile's patches one behind the other, and of each patch the pixels: four rows of the product.
        let order = (0..<16).map { pixel in
            let (row, column) = (pixel / 4, pixel % 4)
            return (row / 2 * 2 + column / 2) * 4 + row % 2 * 2 + column % 2
        }
        // 60 rows: with the 64 columns and 256 terms that a product is cut into, as many as go without packing.
        return TileConsumer(order: order, channels: weights.outputs, group: 15) { tiles, range, pixels in
            withScratch(4 * range.count * outputs) { sums in
                OpenBLAS.multiplySplit(
                    OpenBLAS.Matrix(base: pixels, stride: inner), OpenBLAS.Matrix(base: matrix.base, stride: outputs),
                    into: sums, stride: outputs, rows: 4 * range.count, columns: outputs, inner: inner)
                for tile in range {
                    let place = tiles.place(of: tile)
                    for patch in 0..<4 {
                        let (row, column) = (place.row / 2 + patch / 2, place.column / 2 + patch % 2)
                        guard row < view.size.height && column < view.size.width else { continue }
                        let source = sums + (4 * (tile - range.lowerBound) + patch) * outputs
                        let target = view.row(row, of: place.image) + column * view.pixelStride
                        for channel in 0..<outputs { target[channel] += source[channel] }
                    }
                }
            }
        }
    }

    /// `skip` and `down` as one convolution, which has the biases of both.
    private static func merged(
        _ skip: ConvolutionLayer, _ down: ConvolutionLayer, parameters: ParameterSet
    ) -> PreparedConvolution {
        let (inputs, middle, outputs) = (skip.weightShape[1], skip.weightShape[0], down.weightShape[0])
        // (patch rows, patch columns, C′, C) · (C, I)
        let downs = parameters["\(down.name).weight"].detached().permuted([2, 3, 0, 1]).reshaped([4 * outputs, middle])
        let weight = downs.matmul(parameters["\(skip.name).weight"].detached().reshaped([middle, inputs]))
            .reshaped([2, 2, outputs, inputs]).permuted([2, 3, 0, 1])
        let shift = downs.matmul(parameters["\(skip.name).bias"].detached().reshaped([middle, 1]))
            .reshaped([4, outputs]).sum(axes: [0]).scalars
        let bias = zip(parameters["\(down.name).bias"].scalars, shift).map { $0 + $1 }
        return PreparedConvolution(weight: weight, bias: bias, settings: down.settings)
    }
}
