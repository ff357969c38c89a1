import { grads, mul, sum, tensor, tidy, type Tensor } from "@tensorflow/tfjs-core";

/** Numbers that look random and are the same every time, in ±1. */
export function values(shape: readonly number[], seed: number): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length: size }, (_, i) =>
    Math.sin(seed * 7.3 + i * 1.7 + i * i),
  );
  return tensor(data, [...shape]);
}

/** The largest difference between the gradient of Σ f(inputs) · fixed weights and central differences. */
export function gradientError(
  f: (...inputs: readonly Tensor[]) => Tensor,
  ...inputs: readonly Tensor[]
): number {
  const loss = (...at: readonly Tensor[]): Tensor =>
    tidy(() => {
      const y = f(...at);
      return sum(mul(y, values(y.shape, 5)));
    });
  const errors = grads(loss)([...inputs]).flatMap((gradient, position) => {
    const input = inputs[position];
    if (input?.shape.join() !== gradient.shape.join()) return [Infinity];
    const byHand = gradient.dataSync();
    return Array.from(input.dataSync(), (_, i) => {
      const moved = (by: number) => {
        const data = Float32Array.from(input.dataSync());
        data[i] = (data[i] ?? 0) + by;
        const there = tensor(data, input.shape);
        return loss(...inputs.map((t, j) => (j === position ? there : t))).dataSync()[0] ?? NaN;
      };
      const step = 1e-2;
      return Math.abs((moved(step) - moved(-step)) / (2 * step) - (byHand[i] ?? NaN));
    });
  });
  return Math.max(...errors);
}
