"""Graphs that give every image of Fashion-MNIST the same 10 logits.

  python make_masked.py ../fixtures

masked: 0 to 8, and -Infinity for the class that is masked. no-number: NaN for the second class.
Needs numpy and onnx.
"""

import json
import sys
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

out = Path(sys.argv[1])


def value(name, dims):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *dims])


for name, logits in {"masked": [*range(9), -np.inf], "no-number": [0, np.nan, *range(8)]}.items():
    constants = {"nothing": np.zeros((1, 10)), "same": np.array([logits])}
    nodes = [
        helper.make_node("GlobalAveragePool", ["images"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("MatMul", ["flat", "nothing"], ["zeros"]),
        helper.make_node("Add", ["zeros", "same"], ["logits"]),
    ]
    weights = [numpy_helper.from_array(array.astype("float32"), key) for key, array in constants.items()]
    graph = helper.make_graph(nodes, "g", [value("images", [1, 28, 28])], [value("logits", [10])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (out / f"{name}.onnx").write_bytes(model.SerializeToString())
    (out / f"{name}.json").write_text(json.dumps({"mean": [0.5], "std": [0.5]}) + "\n")
