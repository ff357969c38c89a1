"""Logits of the shipped ViTs by docs/vmoe_in_pytorch.py, for pytorch.test.ts.

pip install torch safetensors numpy; python make-logits.py > logits.json   (torch 2.x on a CPU)
"""

import json
import sys
from pathlib import Path

import torch

here = Path(__file__).resolve().parent
root = here.parents[4]
sys.path.insert(0, str(root / "docs"))
from vmoe_in_pytorch import load  # noqa: E402

found = {}
for card in sorted((root / "packages/models/zoo").glob("*/card.json")):
    config = json.loads(card.read_text())["config"]
    if config.get("architecture", "vit") != "vit":
        continue
    shape = (3, config["channels"], config["imageSize"], config["imageSize"])
    # The images of pytorch.test.ts: three, of bytes that follow from their place.
    place = torch.arange(torch.tensor(shape).prod(), dtype=torch.int64)
    images = (place * place * 31 + place * 17 + place // 997) % 256
    logits = load(card.parent)(images.view(shape) / 255)
    found[card.parent.name] = [[round(value, 5) for value in row] for row in logits.tolist()]
print(json.dumps(found))
