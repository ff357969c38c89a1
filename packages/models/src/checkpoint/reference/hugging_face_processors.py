"""What the image processors of transformers do with a field that a file leaves out.

  python hugging_face_processors.py ../describe/hugging-face-processors.json

Needs requirements.txt. Listed are the classes that resize, cut out the centre, divide by 255 and normalise,
in that order: the script ends where one of them has steps of its own.
"""

import json
import sys
from pathlib import Path

import transformers
from transformers.image_processing_backends import TorchvisionBackend

PLAIN = ("Bit", "Blip", "ChineseCLIP", "CLIP", "DeiT", "MobileNetV1", "Pvt", "Siglip", "ViT")
# A resize of its own, which the importer knows; and an order of labels, which changes no pixel.
KNOWN = {"ConvNext": {"resize", "_preprocess"}, "Beit": {"_preprocess"}}
STEPS = ("_preprocess", "resize", "center_crop", "rescale", "normalize", "rescale_and_normalize", "process_image")


def defaults(name):
    found = getattr(transformers, f"{name}ImageProcessor")
    own = {step for step in STEPS if getattr(found, step) is not getattr(TorchvisionBackend, step)}
    if own != KNOWN.get(name, set()):
        raise SystemExit(f"{name} has steps of its own: {sorted(own)}")
    if getattr(found, "do_pad", None) or abs(found.rescale_factor * 255 - 1) > 1e-6 or not (found.do_resize and found.do_rescale):
        raise SystemExit(f"{name} pads, or does not divide by 255")
    said = {
        "size": dict(found.size),
        "crop_size": dict(getattr(found, "crop_size", None) or {}) or None,
        "default_to_square": getattr(found, "default_to_square", True),
        "resample": int(found.resample),
        "do_center_crop": bool(getattr(found, "do_center_crop", None)),
        "do_normalize": bool(found.do_normalize),
        "image_mean": list(found.image_mean),
        "image_std": list(found.image_std),
    }
    if getattr(found, "crop_pct", None):
        said["crop_pct"] = found.crop_pct
    return said


said = {f"{name}ImageProcessor": defaults(name) for name in sorted([*PLAIN, *KNOWN])}
table = {"madeFrom": f"transformers {transformers.__version__}", "processors": said}
Path(sys.argv[1]).write_text(json.dumps(table, indent=2) + "\n")
