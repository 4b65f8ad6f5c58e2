/// Two numbers for the two axes of an image.
public struct Size2D: Sendable, Hashable, Codable {
    /// Along the first of the image's axes.
    public var height: Int
    /// Along the second of the image's axes.
    public var width: Int

    /// Any two numbers; what reads them says which it allows.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The same for both axes.
    public init(_ both: Int) {
        self.init(height: both, width: both)
    }
}

/// How a convolution may be computed.
public enum ConvolutionMethod: Sendable, Hashable {
    /// The quickest way for its shape. For 3 × 3 kernels that is Winograd's, whose rounding errors are some 1e-6 of the
    /// greatest output, a few times those of plain sums.
    case quickest
    /// Each output one plain sum of products, at a quarter of the speed: for comparisons.
    case plain
}

/// In which numbers the products of a convolution are made. Sums are always of single precision, as is everything that
/// comes out.
public enum ProductPrecision: String, Sendable, Hashable, Codable, CaseIterable {
    /// Both factors in single precision.
    case single
    /// Both factors rounded to bfloat16, eight bits of mantissa, where the processor multiplies those (x86-64 with
    /// AVX512-BF16) and the kernel is 3 × 3; elsewhere the same as ``single``. Outputs differ by
    /// some 1e-2 of their own size.
    case bfloat16
}

/// How a kernel moves over an image.
public struct ConvolutionSettings: Sendable, Hashable {
    /// Pixels from one position of the kernel to the next.
    public var stride: Size2D
    /// Rows and columns of zeros around the image, on either side.
    public var padding: Size2D
    /// Pixels from one element of the kernel to the next.
    public var dilation: Size2D
    /// Into how many parts the channels are split; each part sees only its own.
    public var groups: Int
    /// How it may be computed.
    public var method: ConvolutionMethod
    /// In which numbers its products may be made.
    public var precision: ProductPrecision

    /// - Precondition: strides, dilations and groups are positive, paddings not negative.
    public init(
        stride: Size2D = Size2D(1), padding: Size2D = Size2D(0), dilation: Size2D = Size2D(1), groups: Int = 1,
        method: ConvolutionMethod = .quickest, precision: ProductPrecision = .single
    ) {
        precondition(
            min(stride.height, stride.width, dilation.height, dilation.width, groups) > 0
                && min(padding.height, padding.width) >= 0,
            "ConvolutionSettings: stride \(stride), padding \(padding), dilation \(dilation), groups \(groups)")
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
        self.method = method
        self.precision = precision
    }
}

/// Every extent that a convolution's loops need: from `input` (N, H, W, C) to `output` (N, H′, W′, C′).
struct ConvolutionGeometry: Sendable {
    let images: Int
    let input: Size2D
    let inputChannels: Int
    let output: Size2D
    let outputChannels: Int
    let kernel: Size2D
    let settings: ConvolutionSettings

    /// - Parameter outputSize: given where it is known; else as many positions as fit.
    init(
        images: Int, input: Size2D, inputChannels: Int, outputChannels: Int, kernel: Size2D,
        settings: ConvolutionSettings, outputSize: Size2D? = nil
    ) {
        self.images = images
        self.input = input
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.kernel = kernel
        self.settings = settings
        output =
            outputSize
            ?? Size2D(
                height: Self.positions(
                    input.height, kernel.height, settings.stride.height, settings.padding.height,
                    settings.dilation.height),
                width: Self.positions(
                    input.width, kernel.width, settings.stride.width, settings.padding.width,
                    settings.dilation.width))
    }

    /// The convolution that a transposed one of `input` is the transpose of: from the result, of `outputSize` or the
    /// smallest there is, to `input`.
    init(
        transposing settings: ConvolutionSettings, images: Int, input: Size2D, inputChannels: Int,
        outputChannels: Int, kernel: Size2D, outputSize: Size2D?
    ) {
        let smallest = Size2D(
            height: (input.height - 1) * settings.stride.height - 2 * settings.padding.height
                + settings.dilation.height * (kernel.height - 1) + 1,
            width: (input.width - 1) * settings.stride.width - 2 * settings.padding.width
                + settings.dilation.width * (kernel.width - 1) + 1)
        self.init(
            images: images, input: outputSize ?? smallest, inputChannels: outputChannels,
            outputChannels: inputChannels, kernel: kernel, settings: settings)
        precondition(
            output == input,
            "transposedConv2d: from \(input) no way leads to the size \(outputSize ?? smallest) with \(settings)")
    }

    private static func positions(_ extent: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
        let free = extent + 2 * padding - dilation * (kernel - 1) - 1
        return free < 0 ? 0 : free / stride + 1
    }

    /// Input channels that one output channel sees.
    var groupInputs: Int { inputChannels / settings.groups }
    var groupOutputs: Int { outputChannels / settings.groups }
    /// The length of one row of columns: every input value that one output value is made of.
    var columnCount: Int { kernel.height * kernel.width * groupInputs }
    var inputPixels: Int { input.height * input.width }
    var outputPixels: Int { output.height * output.width }

    /// Whether the columns are the image itself: one by one, no stride, no padding.
    var isPointwise: Bool {
        kernel == Size2D(1) && settings.stride == Size2D(1) && settings.padding == Size2D(0) && settings.groups == 1
    }

    /// The geometry that carries an output gradient back to the input, for a stride of 1: the same convolution
    /// with the kernel turned by half a circle. Nil where there is none.
    var reversed: ConvolutionGeometry? {
        let padding = Size2D(
            height: settings.dilation.height * (kernel.height - 1) - settings.padding.height,
            width: settings.dilation.width * (kernel.width - 1) - settings.padding.width)
        guard settings.stride == Size2D(1), min(padding.height, padding.width) >= 0 else { return nil }
        var settings = settings
        settings.padding = padding
        return ConvolutionGeometry(
            images: images, input: output, inputChannels: outputChannels, outputChannels: inputChannels,
            kernel: kernel, settings: settings, outputSize: input)
    }

    /// Output rows of one tile: enough pixels for an efficient product, few enough that their columns stay in cache.
    var rowsPerTile: Int {
        let pixels = max(512, 131_072 / max(1, columnCount))
        let rows = max(1, min(output.height, pixels / max(1, output.width)))
        // A single image still gives every processor something to do.
        return images > 1 ? rows : min(rows, max(1, (output.height + 3) / 4))
    }
}
