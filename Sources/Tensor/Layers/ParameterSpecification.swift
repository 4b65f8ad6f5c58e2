/// One named array of a model: what a checkpoint must hold under that name, and how it begins.
public struct ParameterSpecification: Sendable {
    /// What becomes of it in training.
    public enum Role: Sendable {
        /// Changed by the optimizer along its gradient.
        case trained
        /// Changed by the forward pass: running statistics. Holds no graph.
        case statistic
    }

    /// The name in the state dict, `encode.block1.conv1.weight`.
    public let name: String
    /// The shape in PyTorch's order: (O, I, H, W), for transposed convolutions (I, O, H, W).
    public let shape: TensorShape
    /// What becomes of it in training.
    public let role: Role
    /// How it begins.
    public let initializer: Initializer

    /// One entry of a model's list.
    public init(name: String, shape: TensorShape, role: Role = .trained, initializer: Initializer) {
        self.name = name
        self.shape = shape
        self.role = role
        self.initializer = initializer
    }
}
