import Tensor
import Testing

/// ``PCA`` against scikit-learn.
struct PCATests {
    @Test func findsTheSameComponents() throws {
        for golden in try Golden.cases("linear_algebra", "pca.") {
            let samples = try golden["samples"]
            let pca = try PCA(samples, componentCount: try golden["components"].shape[0])
            expectClose(pca.mean, try golden["mean"], tolerance: 1e-6, golden.name)
            expectClose(pca.components, try golden["components"], tolerance: 3e-5, golden.name)
            expectClose(pca.variances, try golden["variances"], tolerance: 1e-5, golden.name)
            expectClose(pca.varianceShares, try golden["shares"], tolerance: 1e-5, golden.name)
            let transformed = pca.transform(samples)
            expectClose(transformed, try golden["transformed"], tolerance: 3e-5, golden.name)
            expectClose(pca.inverseTransform(transformed), try golden["inverse"], tolerance: 1e-5, golden.name)
            expectOrthonormalColumns(pca.components.transposedMatrix, golden.name)
            expectFalling(pca.variances, golden.name)
        }
    }

    @Test func allComponentsLoseNothing() throws {
        let samples = randomTensor([20, 5], seed: 3)
        let pca = try PCA(samples)
        expectClose(pca.inverseTransform(pca.transform(samples)), samples, tolerance: 1e-5)
        #expect(abs(pca.varianceShares.scalars.reduce(0, +) - 1) < 1e-5)
    }

    @Test func samplesThatDoNotVary() throws {
        let pca = try PCA(Tensor(repeating: 3, shape: [4, 2]))
        #expect(
            pca.mean.scalars == [3, 3] && pca.variances.scalars == [0, 0] && pca.varianceShares.scalars == [0, 0])
    }

    @Test func whatIsNotFiniteIsRefused() {
        #expect(throws: LinearAlgebraError.notFinite(operation: "PCA")) {
            try PCA(Tensor([1, .nan, 2, 3], shape: [2, 2]))
        }
    }
}
