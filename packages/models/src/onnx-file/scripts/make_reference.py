"""Exports random models with PyTorch's two exporters, and writes what Python says of them.

Needs torch, timm, onnx, onnxscript, onnxruntime and fvcore. Used by `npm run lab -- check-onnx FOLDER`:

    python packages/models/src/onnx-file/scripts/make_reference.py FOLDER

With `--tiny` after the folder: the few kilobytes in packages/models/src/onnx-file/fixtures, for the tests.
"""

import json
import logging
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import onnxruntime
import timm
import torch
from fvcore.nn import FlopCountAnalysis
from timm.layers import set_fused_attn

# fvcore doesn't count the fused attention; its two products are counted.
set_fused_attn(False)
warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)



def from_timm(architecture, **options):
    return lambda: timm.create_model(architecture, **options)


def tiny():
    """A network for images of Fashion-MNIST's shape: grouped and strided convolutions, and a head."""
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 8, 3, stride=2, padding=1),
        torch.nn.BatchNorm2d(8),
        torch.nn.Hardswish(),
        torch.nn.Conv2d(8, 16, 3, stride=2, padding=1, groups=4),
        torch.nn.ReLU(),
        torch.nn.AdaptiveAvgPool2d(1),
        torch.nn.Flatten(),
        torch.nn.Linear(16, 10),
    )


# By name: what makes the model, channels, and height and width of its images.
MODELS = {
    "vit": (from_timm("vit_tiny_patch16_224", img_size=64, depth=3, num_classes=10), 3, 64),
    "resnet18": (from_timm("resnet18"), 3, 224),
    "mobilenetv3": (from_timm("mobilenetv3_large_100"), 3, 224),
}
TINY = {"tiny": (tiny, 1, 28)}
# What fvcore counts beside products (normalisation and pooling) is elementwise work here.
PRODUCTS = ("conv", "linear", "matmul", "einsum", "addmm", "bmm")


def export(model, images, path, exporter):
    names = {"input_names": ["images"], "output_names": ["logits"]}
    if exporter == "dynamo":
        sizes = ({0: torch.export.Dim("batch")},)
        torch.onnx.export(model, (images,), path, dynamo=True, dynamic_shapes=sizes, **names)
    else:
        axes = {"images": {0: "batch"}, "logits": {0: "batch"}}
        torch.onnx.export(model, (images,), path, dynamo=False, dynamic_axes=axes, **names)


def logits_of(path, images):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return session.run(["logits"], {"images": images.numpy()})[0]


def main(folder, specs):
    folder.mkdir(parents=True, exist_ok=True)
    models = []
    for name, (make, channels, size) in specs.items():
        torch.manual_seed(0)
        model = make().eval()
        images = torch.randn(1, channels, size, size)
        (folder / f"{name}.images").write_bytes(images.numpy().tobytes())
        counted = FlopCountAnalysis(model, images).unsupported_ops_warnings(False).by_operator()
        macs = int(sum(counted[product] for product in PRODUCTS))
        middle = [0.5] * channels
        description = json.dumps({"mean": middle, "std": middle}).replace("{", "{ ").replace("}", " }")
        for exporter in ("dynamo", "legacy"):
            path = folder / f"{name}-{exporter}.onnx"
            export(model, images, str(path), exporter)
            logits = f"{path.stem}.logits"
            (folder / logits).write_bytes(logits_of(path, images).tobytes())
            path.with_suffix(".json").write_text(f"{description}\n")
            models.append(
                {"file": path.name, "images": f"{name}.images", "logits": logits, "macs": macs}
            )
    reference = {
        "onnxruntime": onnxruntime.__version__,
        "counter": f"fvcore {version('fvcore')}",
        "exporter": f"torch {torch.__version__}",
        "models": models,
    }
    (folder / "reference.json").write_text(json.dumps(reference, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), TINY if "--tiny" in sys.argv else MODELS)
