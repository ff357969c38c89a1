import { expect, it } from "vitest";
import { operationsOf } from "./operations.ts";

const node = (op: string, inputs: number[][], output: number[], name = "a/b") => ({
  cat: "Node",
  name: `${name}_kernel_time`,
  args: {
    op_name: op,
    input_type_shape: inputs.map((float) => ({ float })),
    output_type_shape: [{ float: output }],
  },
});

const costs = (...events: object[]) =>
  operationsOf(JSON.stringify(events)).map(({ macs2 }) => macs2);

it("counts products by their shapes", () => {
  expect(
    costs(
      // [4,3]·[3,5]: 2·4·5·3; its weight is packed, so only the rows and the bias are listed.
      node("Gemm", [[4, 3], [5]], [4, 5]),
      node("MatMul", [[4, 3]], [4, 5]),
      node(
        "MatMul",
        [
          [4, 3],
          [3, 5],
        ],
        [4, 5],
      ),
      // Two matrices from one, and two from two.
      node(
        "MatMul",
        [
          [1, 1, 4, 3],
          [1, 2, 3, 5],
        ],
        [1, 2, 4, 5],
      ),
      node(
        "MatMul",
        [
          [2, 4, 3],
          [2, 3, 5],
        ],
        [2, 4, 5],
      ),
      // The right factor transposed, with its matrices on the second axis.
      node(
        "FusedMatMul",
        [
          [4, 2, 3],
          [5, 2, 3],
        ],
        [2, 4, 5],
      ),
    ),
  ).toEqual([120, 120, 120, 240, 240, 240]);
});

it("lists what is no product, or a sum written as one, without cost", () => {
  const mean = node(
    "MatMul",
    [
      [1, 4],
      [4, 3],
    ],
    [1, 3],
    "blocks.0/sum/MatMul",
  );
  expect(
    costs(
      node(
        "Add",
        [
          [4, 3],
          [4, 3],
        ],
        [4, 3],
      ),
      mean,
    ),
  ).toEqual([0, 0]);
});

it("counts a convolution by its weight, and tells one on blocks of channels", () => {
  // Six outputs of 2x2, each of three channels and nine pixels; then a kernel for each channel.
  const whole = node("Conv", [[1, 3, 4, 4], [6, 3, 3, 3], [6]], [1, 6, 2, 2]);
  const depthwise = node("Conv", [[1, 6, 2, 2], [6, 1, 3, 3], [6]], [1, 6, 2, 2], "a/Conv_nchwc");
  const operations = operationsOf(JSON.stringify([whole, depthwise]));
  expect(operations.map(({ kind, macs2 }) => [kind, macs2])).toEqual([
    ["Conv", 2 * 24 * 27],
    ["NchwcConv", 2 * 24 * 9],
  ]);
});

it("counts nothing for no rows", () => {
  expect(costs(node("Gemm", [[0, 3], [5]], [0, 5]))).toEqual([0]);
});

it("leaves out what is not the run of a node", () => {
  expect(operationsOf('[{"cat":"Session","name":"model_run"},{"name":"x"}]')).toEqual([]);
});

it("refuses what is no profile", () => {
  expect(() => operationsOf("{")).toThrow("not valid JSON");
  expect(() => operationsOf('{"a":1}')).toThrow("ONNX Runtime's profile");
});
