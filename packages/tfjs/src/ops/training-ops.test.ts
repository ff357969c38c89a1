import {
  add,
  expandDims,
  logSoftmax,
  mean,
  memory,
  slice,
  square,
  sum,
  tensor,
  tidy,
  tile,
  valueAndGrads,
  type Scalar,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { runReference, vit, type Outputs, type Weights } from "@vmoe-bench/model";
import { describe, expect, it } from "vitest";
import { artifact, configs, imagesFor, tensorsOf, useCpu } from "./testing/models.ts";
import { tfjsOps } from "./tfjs-ops.ts";
import { trainingOps, trainingVit } from "./training-vit.ts";
await useCpu();
const ops = trainingOps();

function gradients(name: string, change: (weights: Map<string, Tensor>) => void = () => undefined) {
  const model = artifact(name);
  const { names, tensors, lookup } = tensorsOf(model);
  const { dims, data } = imagesFor(model, 5);
  const start = new Map(names.map((n, i) => [n, tensors[i] ?? tensor(0)]));
  change(start);
  const { value, grads } = valueAndGrads((...weights: Tensor[]): Scalar => {
    const { logits } = vit(ops, lookup(weights), tensor(data, [...dims]), model.config);
    return mean<Scalar>(slice(logSoftmax(logits), [0, 0], [-1, 1]));
  })([...start.values()]);
  const gradients = new Map(names.map((n, i) => [n, [...(grads[i]?.dataSync() ?? [])]]));
  return { loss: value.dataSync()[0], of: (n: string) => gradients.get(n) ?? [] };
}

const largest = (list: readonly number[]) => Math.max(...list.map((v) => Math.abs(v)));

describe.each(Object.keys(configs))("%s", (name) => {
  const model = artifact(name);
  const { tensors, lookup } = tensorsOf(model);
  const interpreters = {
    training: ops,
    gather: tfjsOps({ strategy: "gather" }),
    "all-experts": tfjsOps({ strategy: "all-experts" }),
  };

  it.each(Object.entries(interpreters))(
    "forward, %s: agrees with the reference",
    (_, interpreter) => {
      const images = imagesFor(model, 5);
      const expected = runReference(model, images);
      tidy(() => {
        const input = tensor(images.data, [...images.dims]);
        const { logits, routings } = vit(interpreter, lookup(tensors), input, model.config);
        expectClose(logits, expected.logits);
        expected.routings.forEach(({ experts, gates }, i) => {
          expect([...(routings[i]?.experts.dataSync() ?? [])]).toEqual([...experts]);
          expectClose(routings[i]?.gates ?? logits, gates);
        });
      });
    },
  );
});

describe.each(Object.keys(configs))("trainingVit: %s", (name) => {
  const model = artifact(name);
  const { tensors, lookup } = tensorsOf(model);
  const { dims, data } = imagesFor(model, 5);
  const images = tensor(data, [...dims]);

  it("gives every weight the gradient that the operations give", () => {
    const fast = gradientsOf(model, (weights) => trainingVit(weights, images, model.config));
    const whole = gradientsOf(model, (weights) => vit(ops, weights, images, model.config));
    fast.forEach((gradient, i) => {
      const expected = whole[i] ?? [];
      const scale = Math.max(1, largest(expected));
      const errors = expected.map((v, j) => (v - (gradient[j] ?? NaN)) / scale);
      expect(largest(errors)).toBeLessThan(1e-5);
    });
  });

  it("leaves no tensor behind", () => {
    const before = memory().numTensors;
    tidy(() => {
      valueAndGrads((...weights: Tensor[]) =>
        sum<Scalar>(square(trainingVit(lookup(weights), images, model.config).logits)),
      )(tensors);
    });
    expect(memory().numTensors).toBe(before);
  });
});

describe("what learns", () => {
  it("the router, through a softmax gate, though it chooses one expert only", () => {
    expect(largest(gradients("k=1").of("router.weight"))).toBeGreaterThan(1e-5);
  });

  it("not the router, through a gate that is always 1", () => {
    expect(largest(gradients("k=1, normalized").of("router.weight"))).toBeLessThan(1e-7);
  });

  it("only the experts that were chosen", () => {
    const model = artifact("k=1");
    const { routings } = runReference(model, imagesFor(model, 5));
    const chosen = new Set(routings[0]?.experts);
    const gradient = gradients("k=1").of("blocks.2.mlp.fc1.weight");
    const size = gradient.length / 3;
    const learns = [0, 1, 2].map((e) => largest(gradient.slice(e * size, (e + 1) * size)) > 0);
    expect(learns).toEqual([0, 1, 2].map((e) => chosen.has(e)));
    expect(chosen.size).toBeLessThan(3);
  });

  it("equal experts together as the one mlp of the dense model", () => {
    const dense = gradients("dense");
    const { names, tensors } = tensorsOf(artifact("dense"));
    const sparse = gradients("k=1, normalized", (weights) => {
      for (const name of weights.keys()) {
        const source = tensors[names.indexOf(name)];
        const target = weights.get(name);
        if (source === undefined || target === undefined) continue;
        const isStacked = target.rank > source.rank;
        weights.set(
          name,
          isStacked ? tile(expandDims(source, 0), [3, ...source.shape.map(() => 1)]) : source,
        );
      }
    });
    expect(sparse.loss).toBeCloseTo(dense.loss ?? NaN, 5);
    for (const name of names) {
      const [whole, parts] = [dense.of(name), sparse.of(name)];
      const sums = whole.map((_, i) =>
        parts.reduce((sum, part, j) => (j % whole.length === i ? sum + part : sum), 0),
      );
      sums.forEach((sum, i) => expect(sum).toBeCloseTo(whole[i] ?? NaN, 5));
    }
  });
});

describe("memory", () => {
  it.each(Object.keys(configs))("%s: nothing is left, with a tape and without", (name) => {
    const model = artifact(name);
    const { tensors, lookup } = tensorsOf(model);
    const { dims, data } = imagesFor(model, 2);
    const images = tensor(data, [...dims]);
    const loss = (...weights: Tensor[]): Scalar =>
      sum<Scalar>(square(vit(ops, lookup(weights), images, model.config).logits));
    const before = memory().numTensors;
    tidy(() => void valueAndGrads(loss)(tensors));
    tidy(() => void loss(...tensors));
    expect(memory().numTensors).toBe(before);
  });
});

function expectClose(actual: Tensor, expected: ArrayLike<number>): void {
  const values = actual.dataSync();
  expect(values).toHaveLength(expected.length);
  Array.from(expected, (value, i) => expect(values[i]).toBeCloseTo(value, 4));
}

/** The gradient of Σ logits² + Σ router logits², for each weight. */
function gradientsOf(
  model: ReturnType<typeof artifact>,
  forward: (weights: Weights<Tensor>) => Outputs<Tensor>,
): number[][] {
  const { tensors, lookup } = tensorsOf(model);
  const { grads } = valueAndGrads((...weights: Tensor[]): Scalar => {
    const { logits, routings } = forward(lookup(weights));
    const [router] = routings;
    const own = sum<Scalar>(square(logits));
    return router === undefined ? own : add<Scalar>(own, sum(square(router.logits)));
  })(tensors);
  return grads.map((gradient) => [...gradient.dataSync()]);
}

describe("expert dropout", () => {
  it("is of experts alone, and the same for its seed", () => {
    const [sparse = ""] = Object.keys(configs).filter((name) => artifact(name).config.moe);
    expect(logitsOf(sparse, 1)).toEqual(logitsOf(sparse, 1));
    expect(logitsOf(sparse, 1)).not.toEqual(logitsOf(sparse, 2));
    expect(logitsOf(sparse, 1)).not.toEqual(logitsOf(sparse));
    const [dense = ""] = Object.keys(configs).filter((name) => !artifact(name).config.moe);
    expect(logitsOf(dense, 1)).toEqual(logitsOf(dense));
  });
});

/** With experts whose dropout has this seed; without it, with none. */
function logitsOf(name: string, seed?: number): number[] {
  const model = artifact(name);
  const { tensors, lookup } = tensorsOf(model);
  const { dims, data } = imagesFor(model, 5);
  const dropout = seed === undefined ? undefined : { rate: 0.5, seed };
  const images = tensor(data, [...dims]);
  return [...trainingVit(lookup(tensors), images, model.config, { dropout }).logits.dataSync()];
}
