"""Writes what timm's mobile models give with random weights, for the import to be compared with.

    python reference.py mobilevit_xxs FOLDER --images 1000     a published shape
    python reference.py tiny-mobilevit FOLDER --images 3       a small one, as in the folders here

FOLDER gets model.safetensors (timm's state dict), reference.safetensors (logits [N,K]) and
reference.json. Needs torch, timm, safetensors and numpy; the committed ones are by timm 1.0.31.
Images are made from their positions by whole numbers, so that both sides have the same to the bit.
"""

import argparse
import copy
import json
import pathlib

import numpy as np
import timm
import torch
from safetensors.torch import save_file
from timm.models._efficientnet_builder import decode_arch_def, round_channels
from timm.models._efficientnet_blocks import SqueezeExcite
from timm.models.byobnet import ByobNet, ByoModelCfg
from timm.models.mobilenetv3 import MobileNetV3
from timm.models.mobilevit import _inverted_residual_block, _mobilevit_block

CLASSES = 5
CHANNELS = 2


def tiny_mobilenetv3():
    """Both kinds of block, with and without squeeze-excite, both activations, a skip, both strides."""
    stages = [
        ["ds_r1_k3_s1_e1_c8_se0.25_nre"],
        ["ir_r1_k5_s2_e2_c8", "ir_r1_k3_s1_e2_c8_se0.25_nre"],
        ["cn_r1_k1_s1_c16"],
    ]
    squeeze = dict(gate_layer="hard_sigmoid", force_act_layer=torch.nn.ReLU)
    return MobileNetV3(
        block_args=decode_arch_def(stages),
        num_classes=CLASSES,
        in_chans=CHANNELS,
        stem_size=8,
        num_features=16,
        act_layer=timm.layers.get_act_layer("hard_swish"),
        se_layer=lambda *a, **k: SqueezeExcite(*a, rd_round_fn=round_channels, **squeeze, **k),
    )


def tiny_mobilevit():
    """A stage of convolutions with a skip, and two MobileViT blocks."""
    blocks = (
        _inverted_residual_block(d=2, c=8, s=1, br=1.0),
        _mobilevit_block(d=1, c=8, s=2, transformer_dim=8, transformer_depth=1, patch_size=2, br=1.0),
        _mobilevit_block(d=1, c=8, s=2, transformer_dim=12, transformer_depth=2, patch_size=2, br=1.0),
    )
    config = ByoModelCfg(
        blocks=blocks, stem_chs=8, stem_type="3x3", stem_pool="", downsample="", act_layer="silu",
        num_features=16,
    )
    return ByobNet(config, num_classes=CLASSES, in_chans=CHANNELS)


TINY = {"tiny-mobilenetv3": (tiny_mobilenetv3, 16), "tiny-mobilevit": (tiny_mobilevit, 32)}


def model_and_input(name):
    if name in TINY:
        make, size = TINY[name]
        return make(), (CHANNELS, size)
    model = timm.create_model(name)
    channels, size, _ = model.default_cfg["input_size"]
    return model, (channels, size)


def randomise(model, seed, images):
    """Every weight; then batch norms get the statistics of some images, as training leaves them, and off by some."""
    generator = torch.Generator().manual_seed(seed)
    noise = lambda tensor: torch.rand(tensor.shape, generator=generator) * 2 - 1
    for name, tensor in model.named_parameters():
        if tensor.dim() >= 2:
            tensor.copy_(noise(tensor) * (6 / (tensor.numel() / tensor.shape[0])) ** 0.5)
        elif name.endswith("weight"):
            tensor.copy_(1 + noise(tensor) / 4)
        else:
            tensor.copy_(noise(tensor) / 4)
    # Branches beside a skip are small in trained networks; without that, this one multiplies rounding.
    for block in model.modules():
        if getattr(block, "has_skip", False):
            [*(m for m in block.modules() if isinstance(m, torch.nn.BatchNorm2d))][-1].weight.mul_(0.25)
    norms = [module for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0
    model.train()(images)
    for norm in norms:
        norm.running_mean += noise(norm.running_mean) / 4 * norm.running_var.sqrt()
        norm.running_var *= 1 + noise(norm.running_var) / 2
    model.eval()
    # Without what all images have in common, different images have different classes.
    model.get_classifier().bias -= model(images).mean(0)


def scattered(n):
    """murmur3's last mix of 32 bits, as a multiple of 1/512 in [-1,1)."""
    n = n.astype(np.uint32)
    n ^= n >> np.uint32(16)
    n *= np.uint32(0x85EBCA6B)
    n ^= n >> np.uint32(13)
    n *= np.uint32(0xC2B2AE35)
    n ^= n >> np.uint32(16)
    return (n >> np.uint32(22)).astype(np.float32) / np.float32(512) - np.float32(1)


def image(index, channels, size):
    """Eight by eight squares of one value each, and half as much noise: [1,C,H,W]."""
    c, y, x = np.meshgrid(*(np.arange(n, dtype=np.uint32) for n in (channels, size, size)), indexing="ij")
    plane = np.uint32(index * channels) + c
    square = (plane * np.uint32(8) + y * np.uint32(8) // np.uint32(size)) * np.uint32(8)
    square += x * np.uint32(8) // np.uint32(size)
    pixel = (plane * np.uint32(size) + y) * np.uint32(size) + x
    values = scattered(square) + scattered(pixel + np.uint32(0x80000000)) / np.float32(2)
    return torch.from_numpy(values[None].astype(np.float32))


def own_rounding(model, logits, channels, size):
    """PyTorch's float32 against its float64, over the largest logit: what its own rounding does."""
    exact = copy.deepcopy(model).double()
    differences = [
        (exact(image(i, channels, size).double())[0] - row.double()).abs().max() for i, row in enumerate(logits)
    ]
    return (max(differences) / logits.abs().max()).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", help="a timm name, tiny-mobilenetv3 or tiny-mobilevit")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    model, (channels, size) = model_and_input(args.model)
    with torch.inference_mode():
        some = torch.cat([image(args.images + i, channels, size) for i in range(16)])
        randomise(model, args.seed, some)
        logits = torch.cat([model(image(i, channels, size)) for i in range(args.images)])
        own = own_rounding(model, logits, channels, size)
    args.folder.mkdir(parents=True, exist_ok=True)
    save_file(model.state_dict(), args.folder / "model.safetensors")
    save_file({"logits": logits.contiguous()}, args.folder / "reference.safetensors")
    facts = dict(
        model=args.model, imageSize=size, channels=channels, classes=logits.shape[1], images=args.images,
        timm=timm.__version__, torch=torch.__version__,
    )
    (args.folder / "reference.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(f"{args.model}: {args.images} images, {len(set(logits.argmax(1).tolist()))} classes chosen, "
          f"largest logit {logits.abs().max():.3g}, float32 is {own:.2g} of it from float64")


main()
