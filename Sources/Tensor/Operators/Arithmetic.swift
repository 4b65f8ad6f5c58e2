// Element by element, by NumPy's broadcasting rule: shapes are aligned at the last axis, and an extent of 1 (or an
// axis that isn't there) stands for any. A gradient is summed over the axes that were repeated.
extension Tensor {
    /// The sum; see ``adding(_:)``.
    public static func + (left: Tensor, right: Tensor) -> Tensor { left.adding(right) }

    /// The difference; see ``subtracting(_:)``.
    public static func - (left: Tensor, right: Tensor) -> Tensor { left.subtracting(right) }

    /// The product, element by element; see ``multiplied(by:)-(Tensor)``.
    public static func * (left: Tensor, right: Tensor) -> Tensor { left.multiplied(by: right) }

    /// The quotient; see ``divided(by:)``.
    public static func / (left: Tensor, right: Tensor) -> Tensor { left.divided(by: right) }

    /// A number added to every element.
    public static func + (left: Tensor, right: Float) -> Tensor {
        Broadcasting.combine(left, Tensor(right), .add).recorded(from: [left]) { [$0] }
    }

    /// A number added to every element.
    public static func + (left: Float, right: Tensor) -> Tensor { right + left }

    /// A number subtracted from every element.
    public static func - (left: Tensor, right: Float) -> Tensor { left + -right }

    /// Every element subtracted from a number.
    public static func - (left: Float, right: Tensor) -> Tensor {
        Broadcasting.combine(Tensor(left), right, .subtract).recorded(from: [right]) { [-$0] }
    }

    /// Every element times a number.
    public static func * (left: Tensor, right: Float) -> Tensor { left.multiplied(by: right) }

    /// Every element times a number.
    public static func * (left: Float, right: Tensor) -> Tensor { right.multiplied(by: left) }

    /// Every element divided by a number.
    public static func / (left: Tensor, right: Float) -> Tensor {
        Broadcasting.combine(left, Tensor(right), .divide).recorded(from: [left]) { [$0 / right] }
    }

    /// A number divided by every element.
    public static func / (left: Float, right: Tensor) -> Tensor {
        Tensor(left).divided(by: right)
    }

    /// Every element with the other sign.
    public static prefix func - (operand: Tensor) -> Tensor { operand.multiplied(by: -1) }

    /// The sum of two tensors whose shapes fit by broadcasting.
    ///
    /// - Precondition: the shapes fit.
    public func adding(_ other: Tensor) -> Tensor {
        checkBroadcast(other, operation: "adding")
        let (left, right) = (shape, other.shape)
        let (needsLeft, needsRight) = (isTracked, other.isTracked)
        return Broadcasting.combine(self, other, .add).recorded(from: [self, other]) { gradient in
            [
                needsLeft ? gradient.contracted(to: left) : nil,
                needsRight ? gradient.contracted(to: right) : nil,
            ]
        }
    }

    /// The difference of two tensors whose shapes fit by broadcasting.
    ///
    /// - Precondition: the shapes fit.
    public func subtracting(_ other: Tensor) -> Tensor {
        checkBroadcast(other, operation: "subtracting")
        let (left, right) = (shape, other.shape)
        let (needsLeft, needsRight) = (isTracked, other.isTracked)
        return Broadcasting.combine(self, other, .subtract).recorded(from: [self, other]) { gradient in
            [
                needsLeft ? gradient.contracted(to: left) : nil,
                needsRight ? -gradient.contracted(to: right) : nil,
            ]
        }
    }

    /// The product, element by element, of two tensors whose shapes fit by broadcasting.
    ///
    /// - Precondition: the shapes fit.
    public func multiplied(by other: Tensor) -> Tensor {
        checkBroadcast(other, operation: "multiplied")
        let (left, right) = (detached(), other.detached())
        let (needsLeft, needsRight) = (isTracked, other.isTracked)
        return Broadcasting.combine(self, other, .multiply).recorded(from: [self, other]) { gradient in
            [
                needsLeft ? (gradient * right).contracted(to: left.shape) : nil,
                needsRight ? (gradient * left).contracted(to: right.shape) : nil,
            ]
        }
    }

    /// Every element times a number.
    public func multiplied(by factor: Float) -> Tensor {
        Broadcasting.combine(self, Tensor(factor), .multiply).recorded(from: [self]) { [$0.multiplied(by: factor)] }
    }

    /// The quotient, element by element, of two tensors whose shapes fit by broadcasting.
    ///
    /// - Precondition: the shapes fit.
    public func divided(by other: Tensor) -> Tensor {
        checkBroadcast(other, operation: "divided")
        let (left, right) = (detached(), other.detached())
        let (needsLeft, needsRight) = (isTracked, other.isTracked)
        return Broadcasting.combine(self, other, .divide).recorded(from: [self, other]) { gradient in
            let share = gradient / right
            return [
                needsLeft ? share.contracted(to: left.shape) : nil,
                needsRight ? -(share * left / right).contracted(to: right.shape) : nil,
            ]
        }
    }

    private func checkBroadcast(_ other: Tensor, operation: StaticString) {
        precondition(
            Broadcasting.shape(shape, other.shape) != nil,
            "\(operation): the shapes \(shape) and \(other.shape) don't fit by broadcasting")
    }
}
