"""What LiteRT itself gives for the files that this project writes, as JSON.

    python reference.py FOLDER > results.json

FOLDER is what litert.test.ts writes where LITERT_CASES names it: a folder for each case with its files,
its images and `case.json`. Needs `pip install ai-edge-litert numpy`.
"""

import json
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter


def run(path, inputs):
    """Outputs by their names, on one thread with LiteRT's CPU delegate (XNNPACK)."""
    interpreter = Interpreter(model_path=str(path), num_threads=1)
    return interpreter.get_signature_runner()(**inputs)


def operators(path):
    """What LiteRT reads in the file, before a delegate takes its part."""
    interpreter = Interpreter(
        model_path=str(path), experimental_delegates=[], experimental_preserve_all_tensors=True
    )
    names = [node["op_name"] for node in interpreter._get_ops_details()]
    return dict(sorted(Counter(name for name in names if name != "DELEGATE").items()))


def whole(folder, images, case):
    outputs = run(folder / "model.tflite", {"images": images})
    experts = [outputs[f"experts_{i}"] for i in range(case["routings"])]
    return outputs["logits"], experts


def split(folder, images, case):
    trunk = run(folder / "trunk.tflite", {"images": images})
    logits = trunk["router_logits"].astype(np.float64)
    best = logits.argmax(axis=-1)
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    tokens = trunk["tokens"].reshape(len(images), -1, trunk["tokens"].shape[-1])
    rows = []
    for image, expert in enumerate(best):
        inputs = {"tokens": tokens[image]}
        if case["gate"] == "softmax":
            inputs["gate"] = shares[image, expert].reshape(1, 1).astype(np.float32)
        rows.append(run(folder / f"tail-{expert}.tflite", inputs)["logits"])
    return np.concatenate(rows), [best]


def result(folder):
    case = json.loads((folder / "case.json").read_text())
    images = np.fromfile(folder / "images.f32", dtype="<f4").reshape(case["dims"])
    is_split = (folder / "trunk.tflite").exists()
    logits, experts = (split if is_split else whole)(folder, images, case)
    return {
        "name": case["name"],
        "logits": [float(f"{value:.6g}") for value in logits.flatten()],
        "experts": [chosen.flatten().tolist() for chosen in experts],
        "operators": {
            path.name: operators(path) for path in sorted(folder.glob("*.tflite"))
        },
    }


def main():
    folders = sorted(Path(sys.argv[1]).iterdir())
    results = [result(folder) for folder in folders]
    lines = ",\n".join(f"    {json.dumps(one)}" for one in results)
    made = f"ai-edge-litert {version('ai-edge-litert')}"
    print(f'{{\n  "runtime": {json.dumps(made)},\n  "cases": [\n{lines}\n  ]\n}}')


main()
