"""Golden values of every operator: Tests/TensorTests/Golden/<operator>.safetensors.

Keys are `<operator>.<case>/<field>`: the inputs by name, `output`, `upstream` (the gradient that comes in),
`grad.<input>`, and `settings`, integers whose meaning stands beside each operator below and in the file's metadata.
Activations are channels-last (N, H, W, C); weights keep PyTorch's layouts. Axes are those of the stored arrays.
"""

import torch
from torch.nn import functional as F

from golden import TENSOR, GoldenFile

SEED = 20190512


def open_file(name, about):
    return GoldenFile(TENSOR / f"{name}.safetensors", about, SEED + sum(map(ord, name)))


def convolution():
    file = open_file(
        "conv2d",
        "settings: stride H W, padding H W, dilation H W, groups; input NHWC, weight OIHW, bias O",
    )
    # name: batch, height, width, in, out, kernel, stride, padding, dilation, groups
    cases = {
        "1x1": (2, 5, 4, 3, 4, (1, 1), (1, 1), (0, 0), (1, 1), 1),
        "1x1_stride2": (1, 5, 6, 3, 2, (1, 1), (2, 2), (0, 0), (1, 1), 1),
        "3x3_pad1": (2, 7, 5, 3, 4, (3, 3), (1, 1), (1, 1), (1, 1), 1),
        "3x3_pad1_wide": (1, 9, 7, 12, 6, (3, 3), (1, 1), (1, 1), (1, 1), 1),
        "3x3_pad1_one_row": (1, 1, 6, 2, 3, (3, 3), (1, 1), (1, 1), (1, 1), 1),
        "3x3_pad1_one_pixel": (2, 1, 1, 2, 3, (3, 3), (1, 1), (1, 1), (1, 1), 1),
        "3x3_pad1_one_channel": (2, 6, 7, 1, 4, (3, 3), (1, 1), (1, 1), (1, 1), 1),
        "3x3_pad0": (1, 6, 5, 2, 3, (3, 3), (1, 1), (0, 0), (1, 1), 1),
        "2x2_stride2_even": (2, 6, 4, 3, 3, (2, 2), (2, 2), (0, 0), (1, 1), 1),
        "2x2_stride2_odd": (2, 7, 5, 3, 3, (2, 2), (2, 2), (0, 0), (1, 1), 1),
        "5x3_pad2x1": (1, 7, 6, 2, 3, (5, 3), (1, 1), (2, 1), (1, 1), 1),
        "5x3_stride1x2_pad0": (1, 8, 7, 2, 3, (5, 3), (1, 2), (0, 0), (1, 1), 1),
        "3x3_stride2_pad1": (2, 7, 6, 3, 2, (3, 3), (2, 2), (1, 1), (1, 1), 1),
        "3x3_dilation2_pad2": (1, 7, 8, 2, 3, (3, 3), (1, 1), (2, 2), (2, 2), 1),
        "3x3_dilation2_stride2_pad1": (1, 9, 8, 2, 2, (3, 3), (2, 2), (1, 1), (2, 2), 1),
        "3x3_stride2_pad1_groups2": (2, 5, 6, 4, 6, (3, 3), (2, 2), (1, 1), (1, 1), 2),
        "3x3_pad1_depthwise": (1, 5, 6, 4, 4, (3, 3), (1, 1), (1, 1), (1, 1), 4),
        "3x3_pad1_depthwise_multiplier2": (1, 4, 5, 3, 6, (3, 3), (1, 1), (1, 1), (1, 1), 3),
        "5x1_pad2_groups3": (1, 6, 1, 6, 6, (5, 1), (1, 1), (2, 0), (1, 1), 3),
    }
    for name, (n, h, w, inp, out, kernel, stride, padding, dilation, groups) in cases.items():
        file.case(
            f"conv2d.{name}",
            lambda input, weight, bias: F.conv2d(input, weight, bias, stride, padding, dilation, groups),
            {
                "input": file.normal(n, inp, h, w),
                "weight": file.normal(out, inp // groups, *kernel),
                "bias": file.normal(out),
            },
            activations=("input",),
            settings=[*stride, *padding, *dilation, groups],
            output_last=True,
        )
    file.write()


def transposed_convolution():
    file = open_file(
        "conv_transpose2d",
        "settings: stride H W, padding H W, output size H W; input NHWC, weight IOHW, bias O",
    )
    # name: batch, height, width, in, out, kernel, stride, padding, output size
    cases = {
        "2x2_stride2_to_even": (2, 3, 4, 3, 2, (2, 2), (2, 2), (0, 0), (6, 8)),
        "2x2_stride2_to_odd_height": (1, 3, 4, 3, 3, (2, 2), (2, 2), (0, 0), (7, 8)),
        "2x2_stride2_to_odd_width": (1, 3, 4, 3, 3, (2, 2), (2, 2), (0, 0), (6, 9)),
        "2x2_stride2_to_odd_both": (2, 5, 2, 2, 3, (2, 2), (2, 2), (0, 0), (11, 5)),
        "2x2_stride2_one_pixel": (1, 1, 1, 2, 2, (2, 2), (2, 2), (0, 0), (3, 2)),
        "3x3_pad1": (2, 5, 6, 4, 2, (3, 3), (1, 1), (1, 1), (5, 6)),
        "3x3_pad1_wide": (1, 7, 5, 8, 4, (3, 3), (1, 1), (1, 1), (7, 5)),
        "3x3_pad1_one_column": (1, 6, 1, 2, 3, (3, 3), (1, 1), (1, 1), (6, 1)),
        "3x3_pad0": (1, 4, 3, 2, 3, (3, 3), (1, 1), (0, 0), (6, 5)),
        "3x3_stride2_pad1_small": (1, 4, 3, 2, 3, (3, 3), (2, 2), (1, 1), (7, 5)),
        "3x3_stride2_pad1_large": (1, 4, 3, 2, 3, (3, 3), (2, 2), (1, 1), (8, 6)),
        "3x3_stride3": (1, 3, 2, 2, 3, (3, 3), (3, 3), (0, 0), (9, 6)),
        "2x2_stride3_with_gaps": (1, 3, 2, 2, 3, (2, 2), (3, 3), (0, 0), (10, 5)),
        "5x3_stride3x1_pad2x1": (1, 3, 5, 2, 3, (5, 3), (3, 1), (2, 1), (8, 5)),
    }
    for name, (n, h, w, inp, out, kernel, stride, padding, size) in cases.items():
        extra = [
            size[axis] - ((length - 1) * stride[axis] - 2 * padding[axis] + kernel[axis])
            for axis, length in enumerate((h, w))
        ]
        assert all(0 <= e < s for e, s in zip(extra, stride)), name
        file.case(
            f"conv_transpose2d.{name}",
            lambda input, weight, bias: F.conv_transpose2d(input, weight, bias, stride, padding, extra),
            {
                "input": file.normal(n, inp, h, w),
                "weight": file.normal(inp, out, *kernel),
                "bias": file.normal(out),
            },
            activations=("input",),
            settings=[*stride, *padding, *size],
            output_last=True,
        )
    file.write()


def batch_norm():
    file = open_file(
        "batch_norm",
        "epsilon 1e-5, momentum 0.1; running_mean and running_var before, updated.* after (variance unbiased)",
    )
    shapes = {"image": (2, 5, 4, 3), "odd": (1, 4, 7, 5), "one_channel": (2, 1, 5, 4), "rows": (6, 4)}
    for training in (True, False):
        for shape_name, shape in shapes.items():
            name = f"batch_norm.{'train' if training else 'eval'}_{shape_name}"
            mean, variance = file.normal(shape[1]), file.uniform(shape[1], low=0.5, high=2)
            new_mean, new_variance = mean.clone(), variance.clone()
            images = len(shape) == 4
            file.case(
                name,
                lambda input, weight, bias: F.batch_norm(
                    input, new_mean, new_variance, weight, bias, training, momentum=0.1, eps=1e-5
                ),
                {
                    "input": 2 * file.normal(*shape) + 1,
                    "weight": file.uniform(shape[1], low=0.5, high=1.5),
                    "bias": file.normal(shape[1]),
                },
                activations=("input",) if images else (),
                output_last=images,
            )
            file.put(name, "running_mean", mean)
            file.put(name, "running_var", variance)
            file.put(name, "updated.running_mean", new_mean)
            file.put(name, "updated.running_var", new_variance)
    file.write()


def activations():
    file = open_file("activations", "leaky_relu has slope 0.01, leaky_relu.slope_0.2 what it says")
    functions = {
        "leaky_relu": lambda input: F.leaky_relu(input, 0.01),
        "leaky_relu.slope_0.2": lambda input: F.leaky_relu(input, 0.2),
        "relu": F.relu,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
    }
    large = torch.tensor([-100.0, -20, -5, -1e-3, 1e-3, 5, 20, 100]).double()
    for name, function in functions.items():
        file.case(f"{name}.random", function, {"input": 2 * file.normal(2, 3, 5)})
        file.case(f"{name}.large", function, {"input": large})
    file.write()


def pooling():
    file = open_file(
        "pooling",
        "settings: kernel H W, stride H W, padding H W, ceil mode, and for averages whether padding counts; NHWC",
    )
    # name: height, width, kernel, stride, padding, ceil mode
    cases = {
        "2x2": (6, 4, (2, 2), (2, 2), (0, 0), False),
        "2x2_odd": (7, 5, (2, 2), (2, 2), (0, 0), False),
        "2x2_odd_ceil": (7, 5, (2, 2), (2, 2), (0, 0), True),
        "1x2_odd_ceil": (3, 7, (1, 2), (1, 2), (0, 0), True),
        "3x3_stride2_pad1": (7, 6, (3, 3), (2, 2), (1, 1), False),
        "3x3_stride2_pad1_ceil": (8, 6, (3, 3), (2, 2), (1, 1), True),
        "3x2_stride1_overlapping": (5, 4, (3, 2), (1, 1), (0, 0), False),
        "2x2_stride3_gaps": (8, 7, (2, 2), (3, 3), (0, 0), False),
        "4x1_pad2_ceil": (9, 2, (4, 1), (4, 1), (2, 0), True),
        "3x3_stride3_pad1_ceil_last_window_outside": (6, 5, (3, 3), (3, 3), (1, 1), True),
    }
    for name, (h, w, kernel, stride, padding, ceil) in cases.items():
        shared = [*kernel, *stride, *padding, int(ceil)]
        file.case(
            f"max_pool2d.{name}",
            lambda input: F.max_pool2d(input, kernel, stride, padding, ceil_mode=ceil),
            {"input": file.normal(2, 2, h, w)},
            activations=("input",),
            settings=shared,
            output_last=True,
        )
        for counts in (True, False) if max(padding) > 0 else (True,):
            file.case(
                f"avg_pool2d.{name}" + ("" if counts else "_padding_not_counted"),
                lambda input: F.avg_pool2d(input, kernel, stride, padding, ceil, counts),
                {"input": file.normal(1, 2, h, w)},
                activations=("input",),
                settings=[*shared, int(counts)],
                output_last=True,
            )
    file.write()


def upsampling():
    file = open_file("upsample", "settings: factor H W; each pixel repeated; NHWC")
    for factor in ((2, 2), (1, 2), (3, 2), (1, 1)):
        file.case(
            f"upsample.{factor[0]}x{factor[1]}",
            lambda input: input.repeat_interleave(factor[0], 2).repeat_interleave(factor[1], 3),
            {"input": file.normal(1, 3, 3, 2)},
            activations=("input",),
            settings=list(factor),
            output_last=True,
        )
    file.write()


def matrix_product():
    file = open_file("matmul", "output = a × b")
    shapes = {
        "square": ((4, 4), (4, 4)),
        "odd": ((5, 3), (3, 7)),
        "row": ((1, 6), (6, 5)),
        "outer": ((4, 1), (1, 3)),
        "batched": ((2, 3, 4), (2, 4, 5)),
        "batched_by_one_matrix": ((3, 2, 4), (4, 3)),
    }
    for name, (a, b) in shapes.items():
        file.case(f"matmul.{name}", lambda a, b: a @ b, {"a": file.normal(*a), "b": file.normal(*b)})
    file.write()


def arithmetic():
    file = open_file("arithmetic", "broadcasting by NumPy's rule; output = a (+ − × ÷) b")
    shapes = {
        "equal": ((2, 3, 4), (2, 3, 4)),
        "row": ((2, 3, 4), (4,)),
        "row_first": ((4,), (2, 3, 4)),
        "column": ((3, 4), (3, 1)),
        "middle": ((2, 3, 4), (2, 1, 4)),
        "both": ((3, 1, 2), (1, 4, 2)),
        "scalar": ((2, 3), (1,)),
        "channels": ((2, 3, 2, 3), (1, 1, 1, 3)),
        "images": ((2, 3, 1, 3), (2, 1, 1, 1)),
    }
    functions = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div}
    for operator, function in functions.items():
        for name, (a, b) in shapes.items():
            file.case(
                f"{operator}.{name}",
                lambda a, b: function(a, b),
                {"a": file.normal(*a), "b": file.uniform(*b, low=0.5, high=2) * torch.sign(file.normal(*b))},
            )
    file.write()


def shapes():
    file = open_file(
        "shapes",
        "settings: concat: axis; slice: start, end, step for each axis; pad: before, after for each axis; "
        "reshape: the new shape; permute: for each new axis the old one. pad fills with `value`",
    )
    for axis, parts in (
        (0, ((2, 3, 2), (1, 3, 2))),
        (1, ((2, 1, 3), (2, 4, 3))),
        (3, ((2, 3, 2, 4), (2, 3, 2, 3))),
        (2, ((2, 3, 1), (2, 3, 4), (2, 3, 2))),
    ):
        inputs = {"abc"[i]: file.normal(*shape) for i, shape in enumerate(parts)}
        file.case(
            f"concat.axis{axis}_of_{len(parts)}",
            lambda **tensors: torch.cat(list(tensors.values()), axis),
            inputs,
            settings=[axis],
        )
    slices = {
        "first_axis": ((5, 3), [(1, 4, 1), (0, 3, 1)]),
        "last_axis": ((2, 3, 6), [(0, 2, 1), (0, 3, 1), (2, 5, 1)]),
        "middle": ((3, 5, 4), [(0, 3, 1), (1, 4, 1), (0, 4, 1)]),
        "all_axes": ((2, 5, 6, 4), [(1, 2, 1), (1, 4, 1), (2, 5, 1), (1, 3, 1)]),
        "step2": ((2, 7, 5), [(0, 2, 1), (0, 7, 2), (1, 5, 3)]),
    }
    for name, (shape, ranges) in slices.items():
        file.case(
            f"slice.{name}",
            lambda input: input[tuple(slice(*r) for r in ranges)],
            {"input": file.normal(*shape)},
            settings=[value for r in ranges for value in r],
        )
    pads = {
        "zeros": ((2, 3, 4, 2), [(0, 0), (1, 2), (2, 0), (0, 0)], 0.0),
        "value": ((3, 4), [(1, 0), (0, 3)], 1.5),
        "channels": ((1, 2, 3, 2), [(0, 0), (0, 0), (0, 0), (1, 2)], 0.0),
    }
    for name, (shape, widths, value) in pads.items():
        backwards = [amount for pair in reversed(widths) for amount in pair]  # PyTorch begins with the last axis
        file.case(
            f"pad.{name}",
            lambda input: F.pad(input, backwards, value=value),
            {"input": file.normal(*shape)},
            settings=[amount for pair in widths for amount in pair],
        )
        file.put(f"pad.{name}", "value", value)
    reshapes = {"flatten": ((2, 3, 4), (2, 12)), "split": ((6, 4), (2, 3, 2, 2)), "same": ((3, 2), (3, 2))}
    for name, (shape, new) in reshapes.items():
        file.case(f"reshape.{name}", lambda input: input.reshape(new), {"input": file.normal(*shape)}, settings=new)
    for order in ((1, 0), (2, 0, 1), (0, 3, 1, 2), (3, 1, 2, 0)):
        shape = {2: (3, 4), 3: (2, 3, 4), 4: (2, 3, 4, 5)}[len(order)]
        name = "".join(map(str, order))
        file.case(
            f"permute.{name}", lambda input: input.permute(order), {"input": file.normal(*shape)}, settings=order
        )
    file.write()


def reductions():
    file = open_file("reductions", "settings: the axes, then as the last integer whether they are kept with length 1")
    functions = {
        "sum": lambda x, axes, keep: x.sum(axes, keep),
        "mean": lambda x, axes, keep: x.mean(axes, keep),
        "max": lambda x, axes, keep: x.amax(axes, keep),
        "logsumexp": lambda x, axes, keep: torch.logsumexp(x, axes, keep),
    }
    choices = (((0,), False), ((1,), True), ((3,), False), ((1, 2), False), ((0, 1, 2), True), ((0, 1, 2, 3), False))
    for operator, function in functions.items():
        for axes, keep in choices:
            name = f"{operator}.axes{''.join(map(str, axes))}" + ("_kept" if keep else "")
            file.case(
                name,
                lambda input: function(input, axes, keep),
                {"input": 3 * file.normal(2, 3, 4, 3)},
                settings=[*axes, int(keep)],
            )
    large = torch.tensor([[1000.0, 999, -1000], [-1000, -1001, -1002]]).double()
    file.case("logsumexp.large", lambda input: torch.logsumexp(input, 1), {"input": large}, settings=[1, 0])
    for axis in (0, 1, 2):
        file.case(
            f"log_softmax.axis{axis}",
            lambda input: F.log_softmax(input, axis),
            {"input": 3 * file.normal(2, 4, 5)},
            settings=[axis],
        )
    file.case("log_softmax.large", lambda input: F.log_softmax(input, 1), {"input": large}, settings=[1])
    file.write()


def loss_functions():
    file = open_file(
        "losses",
        "bce: mean over all elements, or with a mask Σ mask·loss ÷ Σ mask; positive_weight and class_weight belong "
        "to the last axis, class_weight does not enter the divisor. cross_entropy: classes last, mean over rows",
    )

    def bce(input, targets, positive_weight=None, class_weight=None, mask=None):
        loss = F.binary_cross_entropy_with_logits(
            input, targets, weight=class_weight, pos_weight=positive_weight, reduction="none"
        )
        return loss.mean() if mask is None else (loss * mask).sum() / mask.sum()

    shape = (2, 3, 5, 4)

    def ones(*size, share=0.3):
        return (file.uniform(*size) < share).double()

    cases = {
        "plain": {},
        "positive_weight": {"positive_weight": torch.full((4,), 10.0).double()},
        "positive_weight_per_class": {"positive_weight": file.uniform(4, low=0.5, high=8)},
        "class_weight": {"class_weight": file.uniform(4, low=0.2, high=3)},
        "mask": {"mask": ones(*shape, share=0.6)},
        "everything": {
            "positive_weight": file.uniform(4, low=0.5, high=8),
            "class_weight": file.uniform(4, low=0.2, high=3),
            "mask": ones(*shape, share=0.6),
        },
    }
    for name, constants in cases.items():
        constants = {"targets": ones(*shape), **constants}
        file.case(f"bce.{name}", bce, {"input": 3 * file.normal(*shape)}, constants=constants)
    soft = {"targets": file.uniform(*shape), "positive_weight": file.uniform(4, low=0.5, high=8)}
    file.case("bce.soft_targets", bce, {"input": 3 * file.normal(*shape)}, constants=soft)
    large = torch.tensor([[-200.0, -60, 60, 200], [-200, -60, 60, 200]]).double()
    answers = torch.tensor([[0.0, 1, 0, 1], [1, 0, 1, 0]]).double()
    file.case("bce.large", bce, {"input": large}, constants={"targets": answers})

    def rows(input):
        return input.reshape(-1, input.shape[-1])

    for name, size in (("rows", (6, 5)), ("images", (2, 3, 4, 3)), ("one_row", (1, 7))):
        labels = torch.randint(0, size[-1], size[:-1], generator=file.generator)
        file.case(
            f"cross_entropy.{name}",
            lambda input, labels: F.cross_entropy(rows(input), labels.reshape(-1)),
            {"input": 3 * file.normal(*size)},
            constants={"labels": labels},
        )
    labels = torch.randint(0, 5, (6,), generator=file.generator)
    file.case(
        "cross_entropy.large",
        lambda input, labels: F.cross_entropy(input, labels),
        {"input": 200 * file.normal(6, 5)},
        constants={"labels": labels},
    )
    file.write()


if __name__ == "__main__":
    torch.set_num_threads(1)
    convolution()
    transposed_convolution()
    batch_norm()
    activations()
    pooling()
    upsampling()
    matrix_product()
    arithmetic()
    shapes()
    reductions()
    loss_functions()
