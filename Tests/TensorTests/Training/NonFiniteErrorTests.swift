import Testing

@testable import Tensor

/// ``NonFiniteError``: the guard that names the parameter.
struct NonFiniteErrorTests {
    @Test func finiteValuesPass() throws {
        try NonFiniteError.check([:])
        // Their squares are beyond Float, they themselves are not.
        try NonFiniteError.check([
            "large": Tensor([3e38, -3e38, 0], shape: [3]), "small": Tensor(.leastNonzeroMagnitude),
        ])
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity]) func theParameterIsNamed(value: Float) {
        var values = [Float](repeating: 1, count: 100)
        (values[17], values[99]) = (value, value)
        let gradients = ["good": Tensor(1), "encode.conv1.weight": Tensor(values, shape: [4, 25]), "z": Tensor(.nan)]
        let expected = NonFiniteError(quantity: "gradient", name: "encode.conv1.weight", count: 2)
        #expect(throws: expected) { try NonFiniteError.check(gradients) }
        #expect("\(expected)".hasPrefix("2 elements of the gradient of encode.conv1.weight are not finite"))
    }
}
