"""Checkpoints with random weights and PyTorch's logits for them, by timm and by transformers.

  python make_reference.py fixtures ../testing/fixtures   the small ones that the tests read
  python make_reference.py models OUT [--images 1000]         DeiT-Tiny, ViT-S/32, DeiT-Tiny distilled

Needs torch, timm, transformers and safetensors. The project itself does not.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import timm
import torch
from safetensors.torch import load_file, save_file
from timm.layers import resample_abs_pos_embed
from transformers import (
    DeiTConfig,
    DeiTForImageClassification,
    DeiTForImageClassificationWithTeacher,
    DeiTImageProcessor,
    ViTConfig,
    ViTForImageClassification,
    ViTImageProcessor,
)

IMAGE = 16


def fixture_images(size, count=2):
    """Exact in every float format down to bfloat16: multiples of 1/128 below 2."""
    i = np.arange(count * 3 * size * size, dtype=np.int64)
    values = ((i * 37 + 11 * (i // 7)) % 256) / 128 - 1
    return torch.tensor(values.reshape(count, 3, size, size), dtype=torch.float32)


def shake(model, seed):
    """Random weights that matter: norms and biases, too."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            norm = "norm" in name and name.endswith("weight")
            p.copy_(1 + 0.2 * noise if norm else (0.3 if p.ndim < 4 else 0.1) * noise)
    return model.eval()


def logits_of(model, images):
    with torch.no_grad():
        out = model(images)
    out = getattr(out, "logits", out)
    return [[float(v) for v in row] for row in out.double()]


def small_timm(name, **more):
    kwargs = dict(img_size=IMAGE, patch_size=4, embed_dim=8, depth=2, num_heads=2, mlp_ratio=2, num_classes=3)
    return timm.create_model(name, pretrained=False, **{**kwargs, **more})


def save_timm(model, folder, dtype=torch.float32, **more_args):
    folder.mkdir(parents=True, exist_ok=True)
    save_file({k: v.to(dtype).contiguous() for k, v in model.state_dict().items()}, folder / "model.safetensors")
    cfg = dict(model.pretrained_cfg)
    config = {
        "architecture": cfg["architecture"],
        "num_classes": model.num_classes,
        "num_features": model.num_features,
        "global_pool": model.global_pool,
        "model_args": more_args,
        "pretrained_cfg": {
            "input_size": [3, *model.patch_embed.img_size],
            "interpolation": cfg["interpolation"],
            "crop_pct": cfg["crop_pct"],
            "mean": list(cfg["mean"]),
            "std": list(cfg["std"]),
        },
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")


def rounded(model, dtype):
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(p.to(dtype).float())
    return model


def timm_fixtures(out, expected):
    def one(name, model, dtype=torch.float32):
        rounded(model, dtype)
        save_timm(model, out / name, dtype, num_heads=2)
        expected[name] = logits_of(model, fixture_images(IMAGE))
        return model

    plain = one("timm", shake(small_timm("deit_tiny_patch16_224"), 1))
    one("timm-bfloat16", shake(small_timm("deit_tiny_patch16_224", depth=1), 2), torch.bfloat16)
    one("timm-float16", shake(small_timm("deit_tiny_patch16_224", depth=1), 3), torch.float16)
    one("timm-distilled", shake(small_timm("deit_tiny_distilled_patch16_224", depth=1), 4))
    one("timm-avg", shake(small_timm("vit_tiny_patch16_224", depth=1, global_pool="avg"), 5))
    one("timm-avg-norm", shake(small_timm("vit_tiny_patch16_224", depth=1, global_pool="avg", fc_norm=False, class_token=False, qkv_bias=False), 6))
    one("timm-deit3", shake(small_timm("deit3_small_patch16_224", depth=1), 7))

    # As timm loads it for images of another size.
    for size in (8, 24):
        larger = small_timm("deit_tiny_patch16_224", img_size=size)
        state = plain.state_dict()
        state["pos_embed"] = resample_abs_pos_embed(state["pos_embed"], [size // 4, size // 4], num_prefix_tokens=1)
        larger.load_state_dict(state)
        expected[f"timm at {size}"] = logits_of(larger.eval(), fixture_images(size))


def hugging_face_fixtures(out, expected):
    sizes = dict(hidden_size=8, image_size=IMAGE, patch_size=4, num_attention_heads=2, intermediate_size=16)
    names = dict(id2label={0: "cat", 1: "dog", 2: "fox"}, label2id={"cat": 0, "dog": 1, "fox": 2})

    def one(name, model, processor, **saving):
        expected[name] = logits_of(model, fixture_images(IMAGE))
        model.save_pretrained(out / name, **saving)
        processor.save_pretrained(out / name)

    vit = ViTImageProcessor(size={"height": IMAGE, "width": IMAGE})
    deit = DeiTImageProcessor(size={"height": 18, "width": 18}, crop_size={"height": IMAGE, "width": IMAGE})
    one("hf-vit-sharded", shake(ViTForImageClassification(ViTConfig(num_hidden_layers=2, **sizes, **names)), 11), vit, max_shard_size="4KB")
    teacher = rounded(shake(DeiTForImageClassificationWithTeacher(DeiTConfig(num_hidden_layers=1, **sizes, **names)), 12), torch.float16)
    expected["hf-deit-distilled"] = logits_of(teacher, fixture_images(IMAGE))
    teacher.half().save_pretrained(out / "hf-deit-distilled")
    deit.save_pretrained(out / "hf-deit-distilled")
    one("hf-deit", shake(DeiTForImageClassification(DeiTConfig(num_hidden_layers=1, **sizes, **names)), 13), deit)


def fixtures(out):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    expected = {}
    timm_fixtures(out, expected)
    hugging_face_fixtures(out, expected)
    (out / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def pictures(first, count, size):
    """Bytes of gratings of different directions and brightness, with noise: (byte - 128) / 64 is exact as a half."""
    rng = np.random.default_rng(first)
    y, x = np.mgrid[0:size, 0:size]
    angle, wave, phase = rng.uniform(0, 2 * np.pi, (3, count, 3, 1, 1))
    frequency = np.exp(rng.uniform(np.log(0.02), np.log(0.8), (count, 1, 1, 1)))
    pattern = np.cos(frequency * (np.cos(angle) * x + np.sin(angle) * y) + phase)
    level = rng.uniform(-100, 100, (count, 3, 1, 1))
    values = 128 + level + 60 * pattern * np.cos(wave) + rng.normal(0, 12, (count, 3, size, size))
    return torch.tensor((np.clip(np.rint(values), 0, 255) - 128) / 64, dtype=torch.float16)


def models(out, images, batch=50):
    for name in ("deit_tiny_patch16_224", "vit_small_patch32_224", "deit_tiny_distilled_patch16_224"):
        model = timm.create_model(name, pretrained=False)
        # Heads of 0, as timm starts them, would say the same of every image.
        generator = torch.Generator().manual_seed(1)
        with torch.no_grad():
            for p in model.parameters():
                if p.ndim == 2 or p.abs().sum() == 0:
                    p.normal_(0, 0.06, generator=generator)
        model.eval()
        save_timm(model, out / name)
        for first in range(0, images, batch):
            inputs = pictures(first, min(batch, images - first), model.patch_embed.img_size[0])
            with torch.no_grad():
                logits = model(inputs.float())
            folder = out / f"{name}-outputs"
            folder.mkdir(exist_ok=True)
            save_file({"images": inputs, "logits": logits}, folder / f"{first:06}.safetensors")
        print(name, "done", flush=True)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("what", choices=["fixtures", "models"])
parser.add_argument("out", type=Path)
parser.add_argument("--images", type=int, default=1000)
args = parser.parse_args()
if args.what == "fixtures":
    fixtures(args.out)
else:
    args.out.mkdir(parents=True, exist_ok=True)
    models(args.out, args.images)
