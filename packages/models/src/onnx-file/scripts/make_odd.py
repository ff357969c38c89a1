"""Small graphs that are written in other ways, with what Python's ONNX Runtime answers.

  python make_odd.py ../fixtures

One Flatten and one MatMul to 10 classes: of 64 pixels with sparse weights, in a function of the file's
own, and as IR 3 with initialisers among the inputs; and of 784 pixels, those of Fashion-MNIST, with 8 bits
between QuantizeLinear and DequantizeLinear.
Needs numpy, onnx and onnxruntime.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

out = Path(sys.argv[1])
rng = np.random.default_rng(7)


def made(side):
    """Two images of that many pixels a side, and weights of which one in ten is not 0."""
    pixels = side * side
    images = np.sin(np.arange(2 * pixels) * 0.7).astype("float32").reshape(2, 1, side, side)
    weights = np.where(rng.random((pixels, 10)) < 0.1, rng.normal(size=(pixels, 10)), 0)
    return images, weights.astype("float32")


images, weights = made(8)
wide_images, wide_weights = made(28)
shapes = {"images": ["batch", 1, 8, 8], "wide": ["batch", 1, 28, 28], "logits": ["batch", 10], "weights": [64, 10]}


def value(name):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shapes[name])


def node(op, inputs, output, **more):
    return helper.make_node(op, inputs, [output], **more)


def model(nodes, constants=(), inputs=("images",), ir=8, opset=17, sparse=(), functions=()):
    graph = helper.make_graph(nodes, "g", [value(i) for i in inputs], [value("logits")], list(constants), sparse_initializer=list(sparse))
    domains = [helper.make_opsetid("", opset)] + [helper.make_opsetid("own", 1)] * bool(functions)
    return helper.make_model(graph, opset_imports=domains, ir_version=ir, functions=list(functions))


def constant(name, array):
    return numpy_helper.from_array(array, name)


plain = [node("Flatten", ["images"], "flat"), node("MatMul", ["flat", "weights"], "logits")]
places = np.flatnonzero(weights)
sparse = helper.make_sparse_tensor(
    constant("weights", weights.flatten()[places]), constant("places", places.astype("int64")), weights.shape
)
product = helper.make_function(
    "own", "Product", ["x"], ["y"],
    [helper.make_node("Constant", [], ["w"], value=constant("w", weights)), node("MatMul", ["x", "w"], "y")],
    [helper.make_opsetid("", 17)],
)
step = float(np.abs(wide_weights).max() / 127)
quantised = [
    node("Flatten", ["wide"], "flat"),
    node("QuantizeLinear", ["flat", "flat_scale", "zero"], "flat8"),
    node("DequantizeLinear", ["flat8", "flat_scale", "zero"], "rounded"),
    node("DequantizeLinear", ["w8", "w_scale", "zero"], "w"),
    node("MatMul", ["rounded", "w"], "logits"),
]
scalars = [constant("flat_scale", np.float32(1 / 127)), constant("zero", np.int8(0)), constant("w_scale", np.float32(step))]
models = {
    "odd-sparse": model(plain, sparse=[sparse]),
    "odd-function": model([plain[0], node("Product", ["flat"], "logits", domain="own")], functions=[product]),
    "odd-ir3": model(plain, [constant("weights", weights)], inputs=("images", "weights"), ir=3, opset=8),
    "odd-int8": model(quantised, [*scalars, constant("w8", np.round(wide_weights / step).astype("int8"))], inputs=("wide",)),
}
logits = {}
for name, proto in models.items():
    (out / f"{name}.onnx").write_bytes(proto.SerializeToString())
    session = onnxruntime.InferenceSession(out / f"{name}.onnx", providers=["CPUExecutionProvider"])
    is_wide = name == "odd-int8"
    given, factors = (wide_images, wide_weights) if is_wide else (images, weights)
    answer = session.run(["logits"], {session.get_inputs()[0].name: given})[0]
    # As numpy multiplies; 8 bits are 1 in 127.
    error = np.abs(answer - given.reshape(2, -1) @ factors).max() / np.abs(answer).max()
    print(name, "differs from float32 by", error, "of the largest logit, onnxruntime", onnxruntime.__version__)
    assert (1e-3 < error < 0.1) if is_wide else error < 1e-6, name
    logits[name] = [round(float(x), 6) for x in answer.flatten()]
(out / "odd.json").write_text(json.dumps(logits, indent=1) + "\n")
