import Tensor

/// A convolution by its definition, in double precision: for comparison.
func directConvolution(
    _ image: Tensor, _ weight: Tensor, bias: Tensor?, settings: ConvolutionSettings
) -> Tensor {
    let (x, w) = (image.scalars, weight.scalars)
    let (images, height, width, channels) = (image.shape[0], image.shape[1], image.shape[2], image.shape[3])
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let kernel = Size2D(height: weight.shape[2], width: weight.shape[3])
    let size = outputSize(Size2D(height: height, width: width), kernel, settings)
    var result: [Float] = []
    for n in 0..<images {
        for row in 0..<size.height {
            for column in 0..<size.width {
                for output in 0..<outputs {
                    let firstChannel = output / (outputs / settings.groups) * inputs
                    var sum = Double(bias?.scalars[output] ?? 0)
                    for dy in 0..<kernel.height {
                        let y = row * settings.stride.height - settings.padding.height + dy * settings.dilation.height
                        guard 0..<height ~= y else { continue }
                        for dx in 0..<kernel.width {
                            let left = column * settings.stride.width - settings.padding.width
                            let x0 = left + dx * settings.dilation.width
                            guard 0..<width ~= x0 else { continue }
                            let pixel = ((n * height + y) * width + x0) * channels + firstChannel
                            for channel in 0..<inputs {
                                let place = ((output * inputs + channel) * kernel.height + dy) * kernel.width + dx
                                sum += Double(x[pixel + channel]) * Double(w[place])
                            }
                        }
                    }
                    result.append(Float(sum))
                }
            }
        }
    }
    return Tensor(result, shape: [images, size.height, size.width, outputs])
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

/// A convolution of random shape: kernels of 1 to 5, strides of 1 to 3, images of 1 to 20.
struct RandomConvolution {
    let image: TensorShape
    let weight: TensorShape
    let settings: ConvolutionSettings

    init(using generator: inout SeededGenerator, groups: Bool = true) {
        func size(_ range: ClosedRange<Int>) -> Size2D {
            Size2D(
                height: Int.random(in: range, using: &generator), width: Int.random(in: range, using: &generator))
        }
        while true {
            let (image, kernel) = (size(1...20), size(1...5))
            let groups = groups && Int.random(in: 0..<4, using: &generator) == 0 ? 2 : 1
            let settings = ConvolutionSettings(
                stride: size(1...3), padding: size(0...2),
                dilation: Int.random(in: 0..<3, using: &generator) == 0 ? size(1...3) : Size2D(1), groups: groups)
            let span = Size2D(
                height: settings.dilation.height * (kernel.height - 1) + 1,
                width: settings.dilation.width * (kernel.width - 1) + 1)
            guard span.height <= image.height + 2 * settings.padding.height,
                span.width <= image.width + 2 * settings.padding.width
            else { continue }
            let inputs = Int.random(in: 1...6, using: &generator)
            let outputs = Int.random(in: 1...9, using: &generator)
            let images = Int.random(in: 1...3, using: &generator)
            self.image = [images, image.height, image.width, inputs * groups]
            weight = [outputs * groups, inputs, kernel.height, kernel.width]
            self.settings = settings
            return
        }
    }
}

/// The sum of products of all elements, in double precision.
func dot(_ first: Tensor, _ second: Tensor) -> Double {
    zip(first.scalars, second.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}
