import Tensor

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
