/// An up-convolution (2 × 2, stride 2) and the 3 × 3 up-convolution behind it, made one for inference.
///
/// Nothing but a bias stands between them, so together they are one linear map: for each of the four pixels that a small
/// pixel becomes, a 3 × 3 convolution of the small image. Those four are one convolution with four times the channels,
/// followed by laying its channels out as pixels. The large image between the two is never made, and the products of the
/// up-convolution are saved. What comes from a second image beside the first, the skip of a U-shaped network, is
/// convolved by itself and added.
///
/// It belongs to the weights it was made of and knows no gradient.
public struct PreparedUpConvolution: Sendable {
    private let inputs: Int
    private let outputs: Int
    /// (small image) → the four phases of the result, each of `outputs` channels.
    private let phases: WinogradWeights
    /// (second image) → the result; nil: there is none.
    private let skip: WinogradWeights?
    /// What the bias between the two adds up to, and the bias behind, for each ``Border`` of rows and of columns.
    private let biases: Storage
    private let slope: Float

    /// - Parameters:
    ///   - up: its outputs are the first inputs of `layer`; the others are those of a second image.
    ///   - layer: the up-convolution.
    ///   - normalization: the batch normalisation behind `layer`, with its running statistics.
    ///   - activationSlope: of the leaky ReLU behind that; 1 for none.
    ///   - parameters: where the layers' arrays are.
    /// - Precondition: `up` is 2 × 2 with a stride of 2, `layer` 3 × 3 with a padding of 1.
    public init(
        _ up: TransposedConvolutionLayer, _ layer: TransposedConvolutionLayer,
        normalization: BatchNormalizationLayer? = nil, activationSlope: Float = 1, parameters: ParameterSet
    ) {
        precondition(
            up.weightShape[2] == 2 && up.weightShape[3] == 2 && up.settings.stride == Size2D(2)
                && layer.weightShape[2] == 3 && layer.weightShape[3] == 3 && layer.settings.padding == Size2D(1)
                && layer.settings.stride == Size2D(1) && layer.weightShape[0] >= up.weightShape[1],
            "PreparedUpConvolution: \(up.weightShape) and \(layer.weightShape) can't be made one")
        inputs = up.weightShape[0]
        outputs = layer.weightShape[1]
        slope = activationSlope
        let between = up.weightShape[1]
        // (inputs, outputs, 3, 3), normalised.
        let (weight, bias) = PreparedConvolution.folded(
            weight: parameters["\(layer.name).weight"], bias: parameters["\(layer.name).bias"], channelAxis: 1,
            normalization: normalization, parameters: parameters)
        let first = weight.sliced(0..<between, axis: 0)

        let merged = Self.merged(up: parameters["\(up.name).weight"].detached(), second: first)
        let layout = KernelLayout.forward(inputs: inputs, outputs: 4 * outputs)
        let precision = layer.settings.precision
        phases = merged.withPointer { WinogradWeights($0, layout: layout, precision: precision) }
        let others = layer.weightShape[0] - between
        skip =
            others == 0
            ? nil
            : weight.sliced(between..<layer.weightShape[0], axis: 0).withPointer {
                WinogradWeights(
                    $0, layout: .backward(inputs: layer.weightShape[1], outputs: others), precision: precision)
            }
        biases = Self.biases(bias, of: parameters["\(up.name).bias"].scalars, through: first)
    }
}

extension PreparedUpConvolution {
    /// (N, h, w, C) and, where the second layer reads one, a second image (N, H, W, S) → (N, H, W, O).
    ///
    /// - Parameters:
    ///   - input: (N, H, W, I).
    ///   - size: of the result, (H, W); twice that of the input, or one more.
    ///   - second: channels that are joined to the input's; nil: none.
    /// - Precondition: the shapes fit.
    public func callAsFunction(_ input: Tensor, size: Size2D, beside second: Tensor? = nil) -> Tensor {
        let images = input.shape[0]
        let small = Size2D(height: input.shape[1], width: input.shape[2])
        precondition(
            input.shape[3] == inputs && small == Size2D(height: size.height / 2, width: size.width / 2)
                && second.map { $0.shape == [images, size.height, size.width, skip?.inputs ?? 0] } ?? (skip == nil),
            "PreparedUpConvolution: \(input.shape) and \(second?.shape ?? []) don't give \(size)")
        // Where the size is odd, the last row and column see the image from beyond its edge.
        let rounded = Size2D(height: (size.height + 1) / 2, width: (size.width + 1) / 2)
        return Tensor(shape: [images, size.height, size.width, outputs]) { target in
            let view = ImageView(target, images: images, size: size, channels: outputs)
            if let second, let skip {
                second.withPointer {
                    WinogradConvolution.run(
                        ImageView(reading: $0, images: images, size: size, channels: skip.inputs), weights: skip,
                        padding: Size2D(1), epilogue: ConvolutionEpilogue(), into: view)
                }
            }
            input.withPointer {
                WinogradConvolution.run(
                    ImageView(reading: $0, images: images, size: small, channels: inputs), weights: phases,
                    padding: Size2D(1), epilogue: ConvolutionEpilogue(), outputSize: rounded,
                    to: .tiles(spreading(into: view)))
            }
        }
    }

    /// Lays the phases out as pixels: target = leaky(phases + bias), or with what the target holds where there is a
    /// second image.
    private func spreading(into view: ImageView) -> TileConsumer {
        let (outputs, slope, isAdded, biases) = (outputs, slope, skip != nil, biases)
        let (height, width) = (view.size.height, view.size.width)
        let borders = (0..<width).map { Self.border($0, of: width) * outputs }
        return TileConsumer(order: Array(0..<16), channels: 4 * outputs, group: 1) { tiles, range, pixels in
            borders.withUnsafeBufferPointer { borders in
                guard let borders = borders.baseAddress else { return }
                for tile in range {
                    // A tile of 4 × 4 becomes 8 × 8 pixels, some of them perhaps beyond the edge.
                    let place = tiles.place(of: tile)
                    let column = 2 * place.column
                    for row in 2 * place.row..<min(height, 2 * place.row + 8) {
                        let first = (tile - range.lowerBound) * 16 + (row / 2 - place.row) * 4
                        Kernels.current.phases(
                            Row(
                                low: pixels + (first * 4 + row % 2 * 2) * outputs, stride: 4 * outputs,
                                pixels: min(width - column, 8),
                                biases: biases.base + Self.border(row, of: height) * 4 * outputs,
                                borders: borders + column),
                            channels: outputs, slope: slope, adding: isAdded,
                            to: view.row(row, of: place.image) + column * view.pixelStride)
                    }
                }
            }
        }
    }

    /// What a row of pixels is made of.
    struct Row {
        /// The first two pixels' phases, one behind the other; the next two's are `stride` floats further on.
        let low: UnsafePointer<Float>
        let stride: Int
        let pixels: Int
        /// One bias for each kind of border, and which of them each pixel has, in floats.
        let biases: UnsafePointer<Float>
        let borders: UnsafePointer<Int>
    }

    /// out = leaky(phases + bias [+ out]), pixels side by side. The plain twin of the one in `TensorKernels`.
    static func phases(_ row: Row, channels: Int, slope: Float, adding: Bool, to out: UnsafeMutablePointer<Float>) {
        for pixel in 0..<row.pixels {
            let source = row.low + pixel / 2 * row.stride + pixel % 2 * channels
            let (bias, target) = (row.biases + row.borders[pixel], out + pixel * channels)
            for channel in 0..<channels {
                let value = source[channel] + bias[channel] + (adding ? target[channel] : 0)
                target[channel] = value < 0 ? value * slope : value
            }
        }
    }

    /// Which neighbours a place along an axis has: 1 for one before it, and 2 for one behind.
    private static func border(_ place: Int, of extent: Int) -> Int {
        (place > 0 ? 1 : 0) + (place + 1 < extent ? 2 : 0)
    }

    /// The weight (4·O, C, 3, 3) of both layers together.
    ///
    /// - Parameters:
    ///   - up: (C, M, 2, 2).
    ///   - second: (M, O, 3, 3).
    private static func merged(up: Tensor, second: Tensor) -> Tensor {
        let (inputs, between, outputs) = (up.shape[0], up.shape[1], second.shape[1])
        let ups = up.permuted([2, 3, 1, 0]).reshaped([4, between, inputs])
        let seconds = second.permuted([2, 3, 1, 0]).reshaped([9, outputs, between])
        var weight = [Float](repeating: 0, count: 4 * outputs * inputs * 9)
        for phase in 0..<4 {
            for position in 0..<9 {
                // A large pixel 2R + a sees its neighbour at 2R + a + d, which is pixel t mod 2 of the small one at
                // R + t div 2, with t = a + d; by 2 more so that nothing is negative.
                let row = phase / 2 + position / 3 - 1 + 2
                let column = phase % 2 + position % 3 - 1 + 2
                let upPosition = row % 2 * 2 + column % 2
                // An up-convolution's kernel is turned.
                let product = seconds.sliced(8 - position..<9 - position, axis: 0).reshaped([outputs, between])
                    .matmul(ups.sliced(upPosition..<upPosition + 1, axis: 0).reshaped([between, inputs]))
                let place = row / 2 * 3 + column / 2
                product.withUnsafeBufferPointer { product in
                    for index in product.indices {
                        weight[(phase * outputs * inputs + index) * 9 + place] += product[index]
                    }
                }
            }
        }
        return Tensor(weight, shape: [4 * outputs, inputs, 3, 3])
    }

    /// For each border of rows and of columns: `bias`, and what a constant `between` adds through the kernel's elements
    /// that see the image.
    private static func biases(_ bias: [Float], of between: [Float], through second: Tensor) -> Storage {
        let outputs = bias.count
        let storage = Storage(count: 16 * outputs)
        let column = Tensor(between, shape: [between.count, 1])
        let seconds = second.permuted([2, 3, 1, 0]).reshaped([9 * outputs, between.count])
        let constants = seconds.matmul(column).scalars
        for rowBorder in 0..<4 {
            for columnBorder in 0..<4 {
                let target = storage.base + (rowBorder * 4 + columnBorder) * outputs
                for output in 0..<outputs { target[output] = bias[output] }
                for position in 0..<9 where sees(position / 3, rowBorder) && sees(position % 3, columnBorder) {
                    for output in 0..<outputs { target[output] += constants[(8 - position) * outputs + output] }
                }
            }
        }
        return storage
    }

    /// Whether element 0, 1 or 2 of a kernel's axis sees the image from a place with a border.
    private static func sees(_ element: Int, _ border: Int) -> Bool {
        element == 1 || border & (element == 0 ? 1 : 2) != 0
    }
}
