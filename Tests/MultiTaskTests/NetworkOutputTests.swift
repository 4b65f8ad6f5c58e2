import Testing

@testable import MultiTask
@testable import Tensor

/// The heads alone, both kinds, pooled or not, with their gradients, against PyTorch's.
@Suite struct NetworkOutputTests {
    @Test(arguments: NetworkSettings.Heads.allCases, [6, 7])
    func headsEqualPyTorch(heads: NetworkSettings.Heads, frames: Int) throws {
        let golden = try GoldenTensors.file("heads")
        for pooled in [false, true] {
            let name = "\(heads.rawValue).T\(frames)" + (pooled ? ".pooled" : "")
            let logits = try #require(golden.tensors["y.T\(frames)"]).tracked()
            let output = NetworkOutput(
                logits: logits, settings: GoldenTensors.settings(heads, timePooling: pooled))
            var sum = Tensor(0)
            for (head, value) in [("roll", output.roll), ("pitch", output.pitch), ("instrument", output.instrument)] {
                #expect(
                    GoldenTensors.difference(value, try #require(golden.tensors["\(name)/\(head)"])) < 1e-5,
                    "\(name) \(head)")
                sum = sum + (value * (try #require(golden.tensors["\(name)/upstream.\(head)"]))).sum()
            }
            let gradient = try #require(sum.backward()[logits])
            #expect(
                GoldenTensors.difference(gradient, try #require(golden.tensors["\(name)/grad.y"])) < 1e-4, "\(name)")
        }
    }
}
