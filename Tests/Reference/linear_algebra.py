"""Golden values of decompositions and solvers: Tests/TensorTests/Golden/linear_algebra.safetensors.

Keys are `<case>/<field>`, computed in double precision by NumPy and, for principal components, scikit-learn. What is
only determined up to a sign (R of QR, the vectors of SVD and eigenvalues) is stored as NumPy gives it; PCA's signs
follow scikit-learn's rule, by which the element of the greatest magnitude of each component is positive.
"""

import numpy
from safetensors.numpy import save_file
from sklearn.decomposition import PCA

from golden import TENSOR

generator = numpy.random.default_rng(11)
arrays = {}


def put(case, **fields):
    for name, value in fields.items():
        arrays[f"{case}/{name}"] = numpy.ascontiguousarray(value, dtype=numpy.float32)


def normal(*shape):
    """Exact in single precision, held in double."""
    return generator.standard_normal(shape).astype(numpy.float32).astype(float)


def decompositions():
    for rows, columns in ((5, 5), (9, 4), (3, 7), (1, 1), (6, 1), (1, 6), (40, 33)):
        a = normal(rows, columns)
        put(f"qr.{rows}x{columns}", a=a, r=numpy.linalg.qr(a)[1])
        u, values, v = numpy.linalg.svd(a, full_matrices=False)
        put(f"svd.{rows}x{columns}", a=a, u=u, values=values, v=v)
    for size in (1, 2, 7, 20):
        a = normal(size, size)
        symmetric = (a + a.T).astype(numpy.float32).astype(float)
        values, vectors = numpy.linalg.eigh(symmetric)
        put(f"eigen.{size}", a=symmetric, values=values, vectors=vectors)
        positive = (a @ a.T + numpy.eye(size)).astype(numpy.float32).astype(float)
        positive = (positive + positive.T) / 2
        put(f"cholesky.{size}", a=positive, l=numpy.linalg.cholesky(positive))


def solvers():
    for size, columns in ((1, 1), (4, 1), (6, 3), (15, 2)):
        a, b = normal(size, size) + 3 * numpy.eye(size), normal(size, columns)
        a = a.astype(numpy.float32).astype(float)
        put(f"solve.{size}x{columns}", a=a, b=b, x=numpy.linalg.solve(a, b))
    for rows, columns, rank in ((8, 3, 3), (3, 8, 3), (5, 5, 5), (9, 6, 4)):
        # Small integers: their product, of less than full rank, is exact.
        left = generator.integers(-3, 4, (rows, rank)).astype(float)
        a = left @ generator.integers(-3, 4, (rank, columns)) if rank < min(rows, columns) else normal(rows, columns)
        b = normal(rows, 2)
        x, _, found, values = numpy.linalg.lstsq(a, b, rcond=1e-5)
        put(f"least_squares.{rows}x{columns}", a=a, b=b, x=x, rank=found, values=values)


def principal_components():
    for rows, columns, count in ((30, 4, 4), (30, 4, 2), (5, 9, 3), (200, 12, 5)):
        samples = normal(rows, columns) @ normal(columns, columns) + normal(columns)
        samples = samples.astype(numpy.float32).astype(float)
        pca = PCA(count, svd_solver="full").fit(samples)
        put(
            f"pca.{rows}x{columns}to{count}", samples=samples, mean=pca.mean_, components=pca.components_,
            variances=pca.explained_variance_, shares=pca.explained_variance_ratio_,
            transformed=pca.transform(samples), inverse=pca.inverse_transform(pca.transform(samples)),
        )  # fmt: skip


if __name__ == "__main__":
    decompositions()
    solvers()
    principal_components()
    path = TENSOR / "linear_algebra.safetensors"
    save_file(arrays, path, {"about": "decompositions and solvers by NumPy and scikit-learn"})
    print(f"{path.name}: {len(arrays)} arrays, {path.stat().st_size / 1000:.1f} kB")
