import { type Attribute, type Graph, type GraphNode, renamed } from "./graph-builder.ts";
import type { Activation, Constant } from "./value.ts";

/**
 * The graph computed in float16: its constants are rounded once, and its float inputs and outputs
 * stay float32 at the border, with a conversion inside.
 */
export function inFloat16(graph: Graph): Graph {
  const border = [...graph.inputs, ...graph.outputs].filter(isFloat);
  const inside = new Map(border.map(({ name }) => [name, `${name}.half`]));
  const nodes = graph.nodes.map((node) => withHalfGraphs(renamed(node, inside)));
  const half = (name: string) => inside.get(name) ?? name;
  return {
    ...graph,
    constants: graph.constants.map(halved),
    nodes: [
      ...graph.inputs.filter(isFloat).map(({ name }) => cast(name, half(name), float16)),
      ...nodes,
      ...graph.outputs.filter(isFloat).map(({ name }) => cast(half(name), name, float32)),
    ],
  };
}

function isFloat({ type }: Activation): boolean {
  return type === "float32";
}

/** ONNX's numbers of these types. */
const float32 = 1;
const float16 = 10;

function cast(from: string, to: string, type: number): GraphNode {
  return {
    op: "Cast",
    domain: "",
    inputs: [from],
    outputs: [to],
    attributes: { to: { int: type } },
  };
}

function halved(constant: Constant): Constant {
  const { data } = constant;
  if (!(data instanceof Float32Array)) return constant;
  return { ...constant, data: Uint16Array.from(data, halfBits) };
}

/** The graphs inside a node have no border of their own: they give float16. */
function withHalfGraphs(node: GraphNode): GraphNode {
  const attributes: Record<string, Attribute> = {};
  for (const [key, attribute] of Object.entries(node.attributes))
    attributes[key] = "graph" in attribute ? { graph: inside(attribute.graph) } : attribute;
  return { ...node, attributes };
}

function inside(graph: Graph): Graph {
  return {
    ...graph,
    constants: graph.constants.map(halved),
    outputs: graph.outputs.map((output) =>
      output.type === "float32" ? { ...output, type: "float16" } : output,
    ),
    nodes: graph.nodes.map(withHalfGraphs),
  };
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** IEEE 754 binary16 of a number, rounded to the nearest, ties to even; too large becomes infinite. */
export function halfBits(value: number): number {
  float[0] = value;
  const bits = word[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const mantissa = bits & 0x7fffff;
  if (exponent === 143) return sign | 0x7c00 | (mantissa === 0 ? 0 : 0x200);
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent > 0) return sign | rounded((exponent << 23) | mantissa, 13);
  return exponent < -10 ? sign : sign | rounded(mantissa | 0x800000, 14 - exponent);
}

/** Without its last bits, to the nearest, ties to even. */
function rounded(bits: number, last: number): number {
  const kept = bits >>> last;
  const cut = bits & ((1 << last) - 1);
  const middle = 1 << (last - 1);
  const isUp = cut > middle || (cut === middle && kept % 2 === 1);
  return isUp ? kept + 1 : kept;
}
