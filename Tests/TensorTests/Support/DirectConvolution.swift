import Tensor

/// A convolution and its gradients by their definitions, in double precision: for comparison.
///
/// Everything follows from one list: which output pixel sees which input pixel through which element of the kernel.
struct DirectConvolution {
    /// Pixels of one image, and an element of the kernel.
    private struct Link {
        let output: Int
        let input: Int
        let tap: Int
    }

    private let image: TensorShape
    private let weight: TensorShape
    private let groups: Int
    private let links: [Link]
    private let output: Size2D
    private typealias Lanes = SIMD8<Double>

    /// - Parameters:
    ///   - image: the shape (N, H, W, C) of what is convolved.
    ///   - weight: the shape (C′, C/groups, KH, KW).
    init(image: TensorShape, weight: TensorShape, settings: ConvolutionSettings) {
        (self.image, self.weight, groups) = (image, weight, settings.groups)
        let kernel = Size2D(height: weight[2], width: weight[3])
        output = outputSize(Size2D(height: image[1], width: image[2]), kernel, settings)
        var links: [Link] = []
        for row in 0..<output.height {
            for column in 0..<output.width {
                for dy in 0..<kernel.height {
                    for dx in 0..<kernel.width {
                        let y = row * settings.stride.height - settings.padding.height + dy * settings.dilation.height
                        let x = column * settings.stride.width - settings.padding.width + dx * settings.dilation.width
                        guard 0..<image[1] ~= y, 0..<image[2] ~= x else { continue }
                        links.append(
                            Link(
                                output: row * output.width + column, input: y * image[2] + x,
                                tap: dy * kernel.width + dx))
                    }
                }
            }
        }
        self.links = links
    }

    private var taps: Int { weight[2] * weight[3] }
    private var inputs: Int { weight[1] }
    private var outputs: Int { weight[0] / groups }

    /// (N, H′, W′, C′) from an image, a weight and perhaps a bias (C′).
    func forward(_ image: Tensor, _ weight: Tensor, bias: Tensor? = nil) -> Tensor {
        let kernel = weight.scalars
        let bias = bias?.scalars.map { Double($0) } ?? [Double](repeating: 0, count: weight.shape[0])
        let sums = sums(
            of: image, pixels: output.height * output.width, outputs: outputs,
            links: links.map { ($0.output, $0.input, $0.tap) }
        ) { group, tap, input, output in
            kernel[((group * outputs + output) * inputs + input) * taps + tap]
        }
        let values = sums.enumerated().map { Float($1 + bias[$0 % bias.count]) }
        return Tensor(values, shape: [self.image[0], output.height, output.width, weight.shape[0]])
    }

    /// The gradient of the image, from that of the result.
    func dataGradient(_ gradient: Tensor, _ weight: Tensor) -> Tensor {
        let kernel = weight.scalars
        let sums = sums(
            of: gradient, pixels: image[1] * image[2], outputs: inputs,
            links: links.map { ($0.input, $0.output, $0.tap) }.sorted { $0.0 < $1.0 }
        ) { group, tap, output, input in
            kernel[((group * outputs + output) * inputs + input) * taps + tap]
        }
        return Tensor(sums.map { Float($0) }, shape: image)
    }

    /// The gradient of the weight, from the image and the gradient of the result.
    func weightGradient(_ image: Tensor, _ gradient: Tensor) -> Tensor {
        var result = [Float](repeating: 0, count: weight.elementCount)
        let images = image.scalars.map { Double($0) }
        let gradients = (0..<groups).map { columns(of: gradient, group: $0) }
        let (channels, pixels) = (self.image[3], self.image[1] * self.image[2])
        let positions = output.height * output.width
        let byTap = Dictionary(grouping: links, by: \.tap)
        for group in 0..<groups {
            for (tap, links) in byTap {
                for block in 0..<(outputs + 7) / 8 {
                    for input in 0..<inputs {
                        var sum = Lanes.zero
                        for n in 0..<self.image[0] {
                            let source = n * pixels * channels + group * inputs + input
                            let place = (block * self.image[0] + n) * positions
                            for link in links {
                                sum += images[source + link.input * channels] * gradients[group][place + link.output]
                            }
                        }
                        for lane in 0..<min(8, outputs - block * 8) {
                            let output = group * outputs + block * 8 + lane
                            result[(output * inputs + input) * taps + tap] = Float(sum[lane])
                        }
                    }
                }
            }
        }
        return Tensor(result, shape: weight)
    }

    /// For each pixel of each image the sum over its links (pixel, source, tap) of source · matrix; links stand in the
    /// order of their pixels.
    private func sums(
        of source: Tensor, pixels: Int, outputs: Int, links: [(pixel: Int, source: Int, tap: Int)],
        matrix: (_ group: Int, _ tap: Int, _ input: Int, _ output: Int) -> Float
    ) -> [Double] {
        let values = source.scalars.map { Double($0) }
        let (channels, sourcePixels) = (source.shape[3], source.shape[1] * source.shape[2])
        let inputs = channels / groups
        var result = [Double](repeating: 0, count: source.shape[0] * pixels * outputs * groups)
        for group in 0..<groups {
            for block in 0..<(outputs + 7) / 8 {
                let count = min(8, outputs - block * 8)
                var weights = [Lanes](repeating: .zero, count: taps * inputs)
                for tap in 0..<taps {
                    for input in 0..<inputs {
                        for lane in 0..<count {
                            weights[tap * inputs + input][lane] = Double(matrix(group, tap, input, block * 8 + lane))
                        }
                    }
                }
                for n in 0..<source.shape[0] {
                    var start = 0
                    while start < links.count {
                        let pixel = links[start].pixel
                        var sum = Lanes.zero
                        while start < links.count, links[start].pixel == pixel {
                            let first = (n * sourcePixels + links[start].source) * channels + group * inputs
                            let row = links[start].tap * inputs
                            for input in 0..<inputs { sum += values[first + input] * weights[row + input] }
                            start += 1
                        }
                        let place = ((n * pixels + pixel) * groups + group) * outputs + block * 8
                        for lane in 0..<count { result[place + lane] = sum[lane] }
                    }
                }
            }
        }
        return result
    }

    /// Eight channels of a group side by side, pixel after pixel, then the next eight.
    private func columns(of gradient: Tensor, group: Int) -> [Lanes] {
        let values = gradient.scalars
        let (channels, blocks) = (gradient.shape[3], (outputs + 7) / 8)
        let pixels = channels == 0 ? 0 : values.count / channels
        var result = [Lanes](repeating: .zero, count: blocks * pixels)
        for block in 0..<blocks {
            for pixel in 0..<pixels {
                for lane in 0..<min(8, outputs - block * 8) {
                    result[block * pixels + pixel][lane] =
                        Double(values[pixel * channels + group * outputs + block * 8 + lane])
                }
            }
        }
        return result
    }
}

/// A convolution by its definition: see ``DirectConvolution``.
func directConvolution(
    _ image: Tensor, _ weight: Tensor, bias: Tensor?, settings: ConvolutionSettings
) -> Tensor {
    DirectConvolution(image: image.shape, weight: weight.shape, settings: settings).forward(image, weight, bias: bias)
}

/// Positions of a kernel on an image.
func outputSize(_ image: Size2D, _ kernel: Size2D, _ settings: ConvolutionSettings) -> Size2D {
    func positions(_ extent: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
        (extent + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
    }
    return Size2D(
        height: positions(
            image.height, kernel.height, settings.stride.height, settings.padding.height, settings.dilation.height),
        width: positions(
            image.width, kernel.width, settings.stride.width, settings.padding.width, settings.dilation.width))
}
