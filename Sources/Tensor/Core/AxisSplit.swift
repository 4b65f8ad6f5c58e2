/// A shape seen from one axis: (outer, count, inner), where `inner` elements lie side by side.
struct AxisSplit: Sendable {
    let outer: Int
    let count: Int
    let inner: Int

    /// - Precondition: the shape has the axis.
    init(_ shape: TensorShape, axis: Int, operation: StaticString) {
        self.init(shape, axes: axis..<axis + 1, operation: operation)
    }

    /// Several axes that follow each other, seen as one.
    init(_ shape: TensorShape, axes: Range<Int>, operation: StaticString) {
        precondition(
            axes.lowerBound >= 0 && axes.upperBound <= shape.rank,
            "\(operation): there is no axis \(axes.upperBound - 1) in the shape \(shape)")
        outer = shape.dimensions[..<axes.lowerBound].reduce(1, *)
        count = shape.dimensions[axes].reduce(1, *)
        inner = shape.dimensions[axes.upperBound...].reduce(1, *)
    }
}

extension TensorShape {
    /// The same with another extent for one axis.
    func replacing(axis: Int, with extent: Int) -> TensorShape {
        var changed = dimensions
        changed[axis] = extent
        return TensorShape(changed)
    }

    /// The same without some axes, or with 1 in their place.
    func removing(axes: Set<Int>, keepDimensions: Bool) -> TensorShape {
        TensorShape(
            dimensions.indices.compactMap { axis in
                axes.contains(axis) ? (keepDimensions ? 1 : nil) : dimensions[axis]
            })
    }
}
