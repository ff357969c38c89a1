"""What timm's registry says of each architecture that the importer may meet, and small models of them.

  python timm_architectures.py table ../describe/timm-architectures.json
  python timm_architectures.py models OUT   each allowed one, built small, with timm's logits
  python timm_architectures.py models ../testing/fixtures/architectures --channels 2 \\
    --only deit3_small_patch16_224 vit_base_patch16_siglip_gap_224 vit_small_patch14_dinov2 vit_tiny_patch16_224

Needs requirements.txt. An architecture is allowed where every module of it is one that our models
have; all others are refused, with the first part that is not. `compare_architectures.sh` imports the
small models and compares logits: a row that is allowed here and differs there is a fault.
"""

import argparse
import json
from pathlib import Path

import timm
import torch
from safetensors.torch import save_file
from timm.layers import Attention, LayerNorm, Mlp, PatchEmbed, get_act_layer
from timm.models import VisionTransformer, VisionTransformerDistilled
from timm.models._registry import _deprecated_models
from timm.models.vision_transformer import Block, LayerScale
from torch import nn

FAMILIES = ("vit_*", "deit_*", "deit3_*", "flexivit_*", "mobilevit*", "mobilenetv3_*", "tf_mobilenetv3_*")
MOBILE = ("mobilevit", "mobilenetv3_", "tf_mobilenetv3_")
GELUS = (nn.GELU, get_act_layer("gelu"))
NORMS = (nn.LayerNorm, LayerNorm)


def kind(module):
    return type(module).__name__


def foreign_part(model):
    """The first part of a ViT that ours do not have; None for one that is ours throughout."""
    if type(model) not in (VisionTransformer, VisionTransformerDistilled):
        return f"it is timm's {kind(model)}, not its plain VisionTransformer"
    if model.num_reg_tokens:
        return "it has register tokens"
    if not isinstance(model.norm_pre, nn.Identity):
        return "it has a norm before the first layer"
    if model.attn_pool is not None:
        return "it pools by attention"
    if model.global_pool not in ("token", "avg") or model.pool_include_prefix:
        return f'it pools by "{model.global_pool}"' + (" with the prefix tokens" if model.pool_include_prefix else "")
    if model.pos_embed is None:
        return "it has no learnt position embeddings"
    embed = model.patch_embed
    if type(embed) is not PatchEmbed or not isinstance(embed.norm, nn.Identity):
        return f"its patches are embedded by {kind(embed)}"
    epsilons = set()
    for block in model.blocks:
        if type(block) is not Block:
            return f"its layers are {kind(block)}, not timm's plain Block"
        attention, mlp = block.attn, block.mlp
        if type(attention) is not Attention:
            return f"its attention is {kind(attention)}"
        if not isinstance(attention.q_norm, nn.Identity) or not isinstance(attention.k_norm, nn.Identity):
            return "it normalises queries and keys"
        if not isinstance(attention.norm, nn.Identity) or getattr(mlp, "norm", None) and not isinstance(mlp.norm, nn.Identity):
            return "it has norms inside its attention or MLPs"
        if attention.scale != attention.head_dim**-0.5:
            return "it scales its attention in another way"
        if type(mlp) is not Mlp:
            return f"its MLPs are {kind(mlp)}"
        if type(mlp.act) not in GELUS or getattr(mlp.act, "approximate", "none") != "none":
            return f"its activation is {kind(mlp.act)}" + (" (tanh)" if type(mlp.act) in GELUS else "")
        for scale in (block.ls1, block.ls2):
            if type(scale) not in (nn.Identity, LayerScale):
                return f"its layers are scaled by {kind(scale)}"
        for norm in (block.norm1, block.norm2):
            if type(norm) not in NORMS:
                return f"its norms are {kind(norm)}"
            epsilons.add(norm.eps)
    for norm in (model.norm, model.fc_norm):
        if type(norm) in NORMS:
            epsilons.add(norm.eps)
        elif not isinstance(norm, nn.Identity):
            return f"its last norm is {kind(norm)}"
    if isinstance(model.norm, nn.Identity) and isinstance(model.fc_norm, nn.Identity):
        return "it has no norm after the last layer"
    if len(epsilons) != 1:
        return f"its norms have several epsilons: {sorted(epsilons)}"
    return None


def foreign_mobile_part(name, model):
    if name.startswith("mobilevit_"):
        return None if name in ("mobilevit_xxs", "mobilevit_xs", "mobilevit_s") else "it is another MobileViT"
    if name.startswith("mobilevitv2_"):
        return "it is a MobileViTv2, whose attention is another"
    kinds = {kind(m) for m in model.modules()}
    lacking = [what for part, what in (("SqueezeExcite", "squeeze-excite"), ("Hardswish", "hard swish")) if part not in kinds]
    if lacking:
        return f"it has no {' and no '.join(lacking)}"
    if "Conv2dSame" in kinds:
        return "it pads its convolutions as TensorFlow does"
    parts = name.removeprefix("mobilenetv3_").split("_")
    if len(parts) != 2 or not parts[1].isdigit():
        return "it is another MobileNetV3 than small and large with a width"
    norms = {m.eps for m in model.modules() if isinstance(m, nn.BatchNorm2d)}
    return None if norms == {1e-5} else f"its batch norms have an epsilon of {sorted(norms)}"


def on_meta(name):
    with torch.device("meta"):
        return timm.create_model(name, pretrained=False, num_classes=5)


def settings(only=None):
    """Name to what is fixed in its code, or to the sentence that refuses it."""
    found = {}
    for name in sorted(only or {name for pattern in FAMILIES for name in timm.list_models(pattern)}):
        mobile = name.startswith(MOBILE)
        try:
            model = on_meta(name)
        except Exception as error:
            found[name] = f"timm {timm.__version__} can't build it: {type(error).__name__}"
            continue
        reason = foreign_mobile_part(name, model) if mobile else foreign_part(model)
        if reason is not None:
            found[name] = reason
        elif mobile:
            found[name] = {}
        else:
            block = model.blocks[0]
            found[name] = {
                "width": model.embed_dim,
                "heads": block.attn.num_heads,
                "epsilon": block.norm1.eps,
                "pool": model.global_pool,
            }
    return found


def one_a_line(value, depth=0):
    """JSON as prettier has it: each architecture on a line of its own."""
    if depth == 2 or not isinstance(value, dict):
        return json.dumps(value)
    rows = [f"{'  ' * (depth + 1)}{json.dumps(key)}: {one_a_line(row, depth + 1)}" for key, row in value.items()]
    return "{\n" + ",\n".join(rows) + "\n" + "  " * depth + "}"


def table(path):
    found = settings()
    vits = {name: said for name, said in found.items() if isinstance(said, dict) and said}
    mobiles = [name for name, said in found.items() if said == {}]
    refused = {name: said for name, said in found.items() if isinstance(said, str)}
    names = set(found)
    renamed = {old: new.split(".")[0] for old, new in sorted(_deprecated_models.items()) if new and new.split(".")[0] in names and old not in names}

    said = {"madeFrom": f"timm {timm.__version__}", "vit": vits, "mobile": mobiles, "refused": refused, "renamed": renamed}
    path.write_text(one_a_line(said) + "\n")
    print(len(vits), "ViTs,", len(mobiles), "mobile models,", len(refused), "refused")


def shake(model, seed):
    """Random weights that matter: norms, LayerScale and biases, too."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            near_one = "gamma" in name or ("norm" in name or "bn" in name) and name.endswith("weight")
            p.copy_(1 + 0.2 * noise if near_one else noise * (0.2 if p.ndim < 2 else 1.5 / p[0].numel() ** 0.5))
        for name, b in model.named_buffers():
            if name.endswith("running_mean"):
                b.copy_(0.1 * torch.randn(b.shape, generator=generator))
            if name.endswith("running_var"):
                b.copy_(0.5 + torch.rand(b.shape, generator=generator))
    return model.eval()


def settle(model, size, seed):
    """Batch norms that know what reaches them, so that rounding does not grow from layer to layer."""
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean over all batches
    with torch.no_grad():
        model.train()(torch.randn(64, 3, size, size, generator=torch.Generator().manual_seed(seed)))
    return model.eval()


def small(name, said, channels):
    """With its own head count, MLP ratio, pooling, norms and activation; all else is small."""
    if name.startswith(MOBILE):
        return timm.create_model(name, pretrained=False, num_classes=5), {}, 64
    # Images of 2 by 2 patches of 4 pixels.
    args = {"img_size": 8, "patch_size": 4, "embed_dim": channels * said["heads"], "depth": 2}
    return timm.create_model(name, pretrained=False, num_classes=5, **args), args, 8


def write_model(folder, name, model, args, size):
    folder.mkdir(parents=True, exist_ok=True)
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, folder / "model.safetensors")
    cfg = model.pretrained_cfg
    said = {k: cfg[k] for k in ("interpolation", "crop_pct", "crop_mode", "mean", "std")}
    config = {"architecture": name, "num_classes": 5, "model_args": args, "pretrained_cfg": {"input_size": [3, size, size], **said}}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")


def models(out, only, channels):
    for seed, (name, said) in enumerate(settings(only).items()):
        if isinstance(said, str):
            continue
        model, args, size = small(name, said, channels)
        shake(model, seed)
        if name.startswith(MOBILE):
            settle(model, size, seed)
        write_model(out / name, name, model, args, size)
        images = torch.randn(4, 3, size, size, generator=torch.Generator().manual_seed(seed))
        with torch.no_grad():
            logits = model(images)
            exact = model.double()(images.double())
        # Where rounding alone is as large, a difference would tell nothing.
        assert (logits - exact).abs().max() < 2e-5, name
        (out / f"{name}-outputs").mkdir(exist_ok=True)
        save_file({"images": images, "logits": logits}, out / f"{name}-outputs" / "0.safetensors")
        print(name, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["table", "models"])
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="*", help="these alone")
    parser.add_argument("--channels", type=int, default=8, help="of a head")
    given = parser.parse_args()
    if given.what == "table":
        table(given.out)
    else:
        models(given.out, given.only, given.channels)
