"""The outside yardstick: a bare timing loop over an ONNX file in Python's onnxruntime.

    python bare_loop.py model.onnx images.f32 C H W seconds

Reads images of C*H*W float32 each, goes round them one by one for about so many seconds after as long
a warm-up of a quarter, and prints JSON: the runtime's version and the latencies in ms. Same settings as
the harness: CPU provider, one thread, all graph optimisations. Nothing of the harness is in it.
"""

import json
import sys
import time

import numpy
import onnxruntime


def main() -> None:
    model, images_path, *dims, seconds = sys.argv[1:]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    shape = [1, *map(int, dims)]
    images = numpy.fromfile(images_path, dtype=numpy.float32).reshape([-1, *shape])
    name = session.get_inputs()[0].name
    feeds = [{name: image} for image in images]

    def loop(ms: float) -> list[float]:
        samples: list[float] = []
        end = time.perf_counter() + ms / 1_000
        while time.perf_counter() < end:
            for feed in feeds:
                start = time.perf_counter()
                session.run(None, feed)
                samples.append(1_000 * (time.perf_counter() - start))
        return samples

    loop(250 * float(seconds))
    samples = loop(1_000 * float(seconds))
    json.dump({"version": onnxruntime.__version__, "samplesMs": samples}, sys.stdout)


main()
