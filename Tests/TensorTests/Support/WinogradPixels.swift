@testable import Tensor

/// A tile whose pixels lie one behind the other, `stride` floats apart.
func withPixels<Result>(
    _ memory: Floats, count: Int, stride: Int, _ body: (WinogradTiles.Pixels) -> Result
) -> Result {
    withExtendedLifetime(memory) {
        (0..<count).map { $0 * stride }.withUnsafeBufferPointer { offsets in
            guard let offsets = offsets.baseAddress else { preconditionFailure("no pixels") }
            return body(WinogradTiles.Pixels(first: memory.base, offsets: offsets, ahead: 0))
        }
    }
}
