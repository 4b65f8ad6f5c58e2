"""Files of arrays as PyTorch's and NumPy's own writers make them.

Values follow from the position, so that the tests can say what they expect: element i of an array is (i − 3)/4,
of an integer array i − 3, of an unsigned one i, of a boolean one whether i is a multiple of three.

    python Tests/Reference/checkpoint.py             # writes Tests/TensorTests/Golden/Checkpoint
    python Tests/Reference/checkpoint.py --check DIR # can the peers read what the package wrote there?
"""

import argparse
import io
import zipfile
from pathlib import Path

import numpy
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

FOLDER = Path(__file__).resolve().parent.parent / "TensorTests" / "Golden" / "Checkpoint"


def quarters(*shape, dtype=numpy.float32):
    return ((numpy.arange(numpy.prod(shape, dtype=int)) - 3) / 4).astype(dtype).reshape(shape)


def whole(*shape, dtype):
    return (numpy.arange(numpy.prod(shape)) - 3).astype(dtype).reshape(shape)


def write_safetensors():
    kinds = {
        "single": torch.from_numpy(quarters(2, 3, 4)),
        "half": torch.from_numpy(quarters(3, 5)).half(),
        "brain": torch.from_numpy(quarters(7)).bfloat16(),
        "long": torch.arange(6).reshape(2, 3) - 3,
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
    }
    save_file(kinds, FOLDER / "kinds.safetensors", {"about": 'four kinds, "quoted", ünïcode 🎻', "two": "2"})
    # Half precision: every kind of value, and what rounding makes of it.
    extremes = torch.tensor([0.0, -0.0, 65504, -65504, 6e-8, 6.1e-5, 1 / 3, float("inf"), float("-inf"), float("nan")])
    save_file({"half": extremes.half(), "single": extremes}, FOLDER / "halves.safetensors")
    # All tensors of one kind and one line of metadata: the one order that the format's own writer can choose.
    plain = {"b.weight": torch.from_numpy(quarters(2, 3)), "a.bias": torch.from_numpy(quarters(5)), "c": torch.tensor(1.0)}
    save_file(plain, FOLDER / "plain.safetensors", {"about": "plain"})
    save_file({name: value.half() for name, value in plain.items()}, FOLDER / "plain_half.safetensors", {"about": "plain"})


def save_npy(name, array, version=None):
    with open(FOLDER / f"{name}.npy", "wb") as file:
        numpy.lib.format.write_array(file, array, version)


def write_npy():
    save_npy("f4", quarters(2, 3, 4))
    save_npy("f8", quarters(2, 3, 4, dtype="<f8"))
    save_npy("f2", quarters(4, dtype="<f2"))
    save_npy("i4", whole(2, 3, dtype="<i4"))
    save_npy("i8", whole(2, 3, dtype="<i8"))
    save_npy("u1", numpy.arange(5, dtype="u1"))
    save_npy("b1", numpy.arange(7) % 3 == 0)
    save_npy("scalar", numpy.float32(2.5))
    save_npy("empty", quarters(0, 4))
    save_npy("fortran", numpy.asfortranarray(quarters(2, 3, 4)))
    save_npy("fortran_f8", numpy.asfortranarray(quarters(5, 2, dtype="<f8")))
    save_npy("version2", quarters(2, 3), (2, 0))
    save_npy("version3", quarters(2, 3), (3, 0))
    save_npy("big_endian", quarters(2, 3, dtype=">f4"))
    save_npy("records", numpy.zeros(2, dtype=[("onset", "<f4"), ("pitch", "<i4")]))


def write_npz():
    arrays = {"roll": quarters(2, 3, 4), "grad/a.weight": quarters(5), "frames": whole(3, dtype="<i8")}
    numpy.savez(FOLDER / "stored.npz", **arrays)
    numpy.savez_compressed(FOLDER / "compressed.npz", **arrays)
    # What the package's own writer should make, by Python's: no time of day, ordered by name.
    with zipfile.ZipFile(FOLDER / "plain.npz", "w") as archive:
        for name, array in sorted({"é": quarters(2), "roll": quarters(2, 3, 4), "c": quarters()}.items()):
            content = io.BytesIO()
            numpy.lib.format.write_array(content, array)
            info = zipfile.ZipInfo(f"{name}.npy")
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content.getvalue())


def check(folder):
    """Reads every file that a test left in a folder with the peer's reader; values are the ones above."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".safetensors":
            arrays = {name: value.float().numpy() for name, value in load_file(path).items()}
            with safe_open(path, "pt") as file:
                print(path.name, file.metadata())
        elif path.suffix == ".npz":
            with zipfile.ZipFile(path) as archive:
                assert archive.testzip() is None, f"{path}: a checksum disagrees"
            arrays = dict(numpy.load(path))
        elif path.suffix == ".npy":
            arrays = {"": numpy.load(path)}
        else:
            continue
        for name, array in arrays.items():
            assert numpy.array_equal(array, quarters(*array.shape)), f"{path}: {name} is {array}"
            print(path.name, name, array.dtype, array.shape)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=Path, metavar="DIR")
    options = parser.parse_args()
    if options.check:
        check(options.check)
    else:
        FOLDER.mkdir(parents=True, exist_ok=True)
        write_safetensors()
        write_npy()
        write_npz()
