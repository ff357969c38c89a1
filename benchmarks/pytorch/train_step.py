"""Images a second of a ViT's training step in PyTorch, on the CPU.

Reads one JSON object a line from standard input and answers each with one line:
{"model": {...}, "batch": 128, "steps": 4}  ->  {"imagesPerSecond": 512.3}
A model's first request also builds it and warms it up. The images are random.
"""

import argparse
import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        B, N, D = x.shape
        qkv = self.qkv(x).reshape(B, N, 3, self.heads, D // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        mixed = F.scaled_dot_product_attention(q, k, v)
        return self.proj(mixed.transpose(1, 2).reshape(B, N, D))


class Block(nn.Module):
    def __init__(self, width, heads, mlp_width):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = nn.Sequential(
            nn.Linear(width, mlp_width), nn.GELU(), nn.Linear(mlp_width, width)
        )

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class ViT(nn.Module):
    """As timm's VisionTransformer, mean-pooled and without a class token."""

    def __init__(self, config):
        super().__init__()
        width, patch = config["width"], config["patch"]
        tokens = (config["imageSize"] // patch) ** 2
        self.embed = nn.Conv2d(config["channels"], width, patch, patch)
        self.position = nn.Parameter(torch.randn(1, tokens, width) * 0.02)
        self.blocks = nn.Sequential(
            *[
                Block(width, config["heads"], config["mlpWidth"])
                for _ in range(config["depth"])
            ]
        )
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, config["classes"])

    def forward(self, images):
        x = self.embed(images).flatten(2).transpose(1, 2) + self.position
        return self.head(self.norm(self.blocks(x).mean(1)))


class Trainer:
    def __init__(self, config, batch, optimiser):
        torch.manual_seed(1)
        size = config["imageSize"]
        self.model = ViT(config)
        self.optimiser = torch.optim.AdamW(
            self.model.parameters(), lr=1e-3, weight_decay=0.05, **{optimiser: True}
        )
        self.images = torch.randn(batch, config["channels"], size, size)
        self.labels = torch.randint(config["classes"], (batch,))
        for _ in range(3):
            self.step()

    def step(self):
        loss = F.cross_entropy(self.model(self.images), self.labels, label_smoothing=0.1)
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        return loss.item()

    def images_per_second(self, steps):
        start = time.perf_counter()
        for _ in range(steps):
            self.step()
        return steps * len(self.labels) / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--optimiser", choices=["fused", "foreach"], default="fused")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    trainers = {}
    for line in sys.stdin:
        request = json.loads(line)
        key = json.dumps([request["model"], request["batch"]])
        if key not in trainers:
            trainers[key] = Trainer(request["model"], request["batch"], options.optimiser)
        found = trainers[key].images_per_second(request["steps"])
        print(json.dumps({"imagesPerSecond": found}), flush=True)


if __name__ == "__main__":
    main()
