"""Loads a model folder of vmoe-bench (card.json, model.safetensors) into PyTorch; see vmoe-in-pytorch.md."""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file


def load(folder):
    """A ViT, dense or with one router an image, as `train` makes them: [B,C,H,W] from 0 to 1 -> logits [B,K]."""
    card = json.loads((Path(folder) / "card.json").read_text())
    c, w = card["config"], load_file(Path(folder) / "model.safetensors")
    moe = c.get("moe") or {"layers": 0}
    mean, std = (torch.tensor(card["normalisation"][name]).view(-1, 1, 1) for name in ("mean", "std"))

    def linear(x, name, expert=...):
        return F.linear(x, w[f"{name}.weight"][expert], w[f"{name}.bias"][expert])

    def norm(x, name):
        return F.layer_norm(x, x.shape[-1:], w[f"{name}.weight"], w[f"{name}.bias"], c.get("normEpsilon", 1e-6))

    def attention(h, block):
        q, k, v = linear(h, f"{block}.attn.qkv").unflatten(2, (3, c["heads"], -1)).permute(2, 0, 3, 1, 4)
        return linear(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2), f"{block}.attn.proj")

    def mlp(h, block, expert=...):
        return linear(F.gelu(linear(h, f"{block}.mlp.fc1", expert)), f"{block}.mlp.fc2", expert)

    @torch.no_grad()
    def model(images):
        patches = F.conv2d((images - mean) / std, w["patch_embed.proj.weight"], w["patch_embed.proj.bias"], c["patch"])
        x = patches.flatten(2).transpose(1, 2) + w["pos_embed"]
        for i in range(c["depth"]):
            block, sparse = f"blocks.{i}", i >= c["depth"] - moe["layers"]
            if sparse and i == c["depth"] - moe["layers"]:
                read = x.flatten(1) if moe.get("reads") == "tokens" else x.mean(1)
                gates, experts = linear(read, "router").softmax(-1).topk(moe.get("k", 1))
                if moe.get("gate") == "normalized":
                    gates = gates / gates.sum(-1, keepdim=True)
            x = x + attention(norm(x, f"{block}.norm1"), block)
            h = norm(x, f"{block}.norm2")
            x = x + (mlp(h, block) if not sparse else torch.stack([
                sum(gate * mlp(tokens, block, int(expert)) for gate, expert in zip(*choice))
                for tokens, *choice in zip(h, gates, experts)
            ]))
        return linear(norm(x.mean(1), "fc_norm"), "head")

    return model
