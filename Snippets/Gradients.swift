// Gradients, and a layer that is trained: the code of the module Tensor's landing page, in its words.
import Foundation
import Tensor

let folder = URL(fileURLWithPath: CommandLine.arguments.dropFirst(2).first ?? NSTemporaryDirectory())

func derivative() -> Tensor? {
    let x = Tensor([1, 2, 3], shape: [3]).tracked()
    let loss = (x * x).sum()
    let gradients = loss.backward()
    let slope = gradients[x]  // Tensor(3)[2.0, 4.0, 6.0]
    return slope
}

func train(on batches: [(image: Tensor, target: Tensor)], to url: URL) throws {
    var generator = SeededGenerator(seed: 1)
    let layer = ConvolutionLayer(name: "conv", inputs: 1, outputs: 8, kernel: 3)
    var parameters = ParameterSet(initializing: layer.specifications, using: &generator)
    var optimizer = AdamW()

    for (image, target) in batches {
        let tracked = parameters.tracked()
        let loss = layer(image, parameters: tracked).binaryCrossEntropy(targets: target)
        var gradients = tracked.gradients(in: loss.backward())
        GradientClipping.clip(&gradients, toNorm: 1)
        try NonFiniteError.check(gradients)
        parameters = optimizer.step(parameters, gradients: gradients, learningRate: 1e-3)
    }
    try SafeTensors(tensors: parameters.dictionary).write(to: url)
}

print(derivative() ?? Tensor(0))
let batch = (image: Tensor(repeating: 0.5, shape: [2, 5, 5, 1]), target: Tensor.ones([2, 3, 3, 8]))
try train(on: [batch, batch], to: folder.appendingPathComponent("layer.safetensors"))
