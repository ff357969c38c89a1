import {
  type BackendId,
  type PreparedManifest,
  type PrepareOptions,
  type Strategy,
  UnsupportedError,
} from "@vmoe-bench/contracts";

/** One provider of ONNX Runtime, in Node or in a page. */
interface OrtProvider {
  readonly kind: "cpu" | "webgpu";
  /** The backend of the same runtime that runs on the CPU. */
  readonly cpuBackend: BackendId;
}

/** Strategies that find their expert with integers, which ONNX Runtime keeps on the CPU by design. */
const chooseOnCpu: ReadonlySet<Strategy> = new Set(["gather", "branch"]);

/**
 * Whether a session has to be refused by ONNX Runtime itself if any of its nodes would run on the
 * CPU. A graph made elsewhere may compute its shapes there.
 */
export function isWhollyOnProvider(
  { kind: provider }: Pick<OrtProvider, "kind">,
  { kind, strategy }: Pick<PreparedManifest, "kind" | "strategy">,
): boolean {
  return provider !== "cpu" && kind === "defined" && !chooseOnCpu.has(strategy);
}

/**
 * @throws UnsupportedError for operators that the provider has no kernel for: ONNX Runtime 1.30 would
 * run them on the CPU
 */
export function requireKernels(
  { kind, cpuBackend }: OrtProvider,
  { strategy, precision }: Pick<PrepareOptions, "strategy" | "precision">,
): void {
  if (kind === "cpu") {
    if (precision !== "float16") return;
    throw new UnsupportedError(
      "ONNX Runtime's CPU provider has no float16 products: it converts to float32 and back, unasked.",
      `Use "float32" or "int8".`,
    );
  }
  if (strategy === "moe-op")
    throw new UnsupportedError(
      "ONNX Runtime's MoE operator has a float32 kernel on the CPU only.",
      `Use "gather", "branch" or "split", or the backend "${cpuBackend}".`,
    );
  if (precision === "int8")
    throw new UnsupportedError(
      "ONNX Runtime's WebGPU provider has no kernel for dynamically quantised products.",
      `Use "float32", or the backend "${cpuBackend}" for int8.`,
    );
}

/** What ONNX Runtime says of a node, before or after it ran. */
export interface PlacedWork {
  /** The operator. */
  readonly kind: string;
  /** Numbers that it gave, without shapes, indexes and conditions; undefined where it is not said. */
  readonly values?: number | undefined;
}

/** Operators that multiply matrices, in every precision. */
const products = /Gemm|MatMul|Einsum|Conv|Attention|MoE/;

/**
 * Operators that shapes and indexes are computed with. WebGPU has a kernel of each that takes floats, so
 * that what stays on the CPU is not the model's numbers.
 */
const ofShapes = new Set(
  [
    ["Shape", "Size", "Reshape", "Squeeze", "Unsqueeze", "Concat", "Split", "Slice", "Gather"],
    ["Constant", "ConstantOfShape", "Range", "Cast", "Identity", "ArgMax", "ReduceProd"],
    ["Add", "Sub", "Mul", "Div", "Neg", "Min", "Max", "Floor", "Ceil", "Sqrt"],
    ["Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Not", "And", "Or", "Where"],
  ].flat(),
);

/** The factors that an image is resized by, one an axis; or one scale. */
const mostValues = 4;

/**
 * Whether a node has to be on the provider that was asked for. Of our own graphs, what multiplies has
 * to: else only the choice of an expert is ever on the CPU. Of a graph made elsewhere, all but what
 * finds shapes and indexes.
 */
export function mustBeOnProvider(
  { kind, values }: PlacedWork,
  graph: PreparedManifest["kind"],
): boolean {
  if (products.test(kind)) return true;
  if (graph === "defined") return false;
  return values === undefined ? !ofShapes.has(kind) : values > mostValues;
}
