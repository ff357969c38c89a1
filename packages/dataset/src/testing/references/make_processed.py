"""What Hugging Face's image processors make of grey.png: processed.json.

Needs pillow, numpy, torch, torchvision and transformers: `python make_processed.py`, in this folder.
"""

import base64
import json

import numpy as np
import transformers
from PIL import Image

# Sides such that half a pixel is left before the centre.
CASES = (
    ("ConvNext", {"size": {"shortest_edge": 14}}, {"size": 14, "cropPart": 0.875, "resize": "shortest-side", "interpolation": "bicubic"}),
    ("MobileNetV1", {"size": {"shortest_edge": 25}, "crop_size": {"height": 24, "width": 24}}, {"size": 24, "cropPart": 24 / 25, "resize": "shortest-side", "interpolation": "bilinear"}),
    ("DeiT", {"size": {"height": 27, "width": 27}, "crop_size": {"height": 20, "width": 20}}, {"size": 20, "cropPart": 20 / 27, "resize": "squash", "interpolation": "bicubic"}),
)

rows = []
for name, said, recipe in CASES:
    processor = getattr(transformers, f"{name}ImageProcessorPil")(**said, do_rescale=False, do_normalize=False)
    pixels = processor(Image.open("grey.png").convert("RGB"), return_tensors="np")["pixel_values"][0]
    made = base64.b64encode(np.rint(pixels).astype("uint8").tobytes()).decode()
    rows.append({"processor": name, "recipe": {**recipe, "channels": 3, "cropStart": "floored"}, "bytes": made})
with open("processed.json", "w") as file:
    json.dump({"transformers": transformers.__version__, "image": "grey.png", "cases": rows}, file, indent=1)
    file.write("\n")
