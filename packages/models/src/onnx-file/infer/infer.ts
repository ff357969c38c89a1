import type { ModelCost } from "@vmoe-bench/contracts";
import { Budget, BudgetError } from "../wire/fields.ts";
import {
  functionKey,
  type OnnxFunction,
  type OnnxFunctions,
  type OnnxGraph,
  type OnnxNode,
} from "../wire/decode.ts";
import { type OnnxTensor, valuesOf } from "../wire/tensor.ts";
import {
  CannotInferError,
  type ExpertLayer,
  type Known,
  type Made,
  NodeView,
  noWork,
  sum,
  type Work,
} from "./known.ts";
import { ruleOf } from "./rules/rules.ts";

/** What a graph does to one batch of images, without running it. */
export interface Inference {
  /** By name; what follows an unknown operator is not in it. */
  readonly values: ReadonlyMap<string, Known>;
  /** But for experts. */
  readonly work: Work;
  readonly layers: readonly ExpertLayer[];
  /** Operators that nothing is known of here: "Loop", "com.example.Magic". Empty for a whole count. */
  readonly unknown: readonly string[];
}

/** What every graph and function of one file is followed with. */
interface Following {
  readonly functions: OnnxFunctions;
  /** Nodes that may still be followed: functions that call each other would have no end. */
  readonly budget: Budget;
  /** Functions inside functions. */
  readonly depth: number;
}

const mostNodes = 2_000_000;
/** PyTorch writes a function for each of its modules inside of modules. */
const deepest = 64;

/** The shapes of all values, and the work of all nodes, from those of the inputs. */
export function infer(
  graph: OnnxGraph,
  inputs: ReadonlyMap<string, readonly number[]>,
  functions: OnnxFunctions = new Map(),
): Inference {
  const given = new Map<string, Known>();
  for (const { name, type } of graph.inputs) {
    const dims = inputs.get(name);
    if (dims !== undefined) given.set(name, { dims, type, values: undefined, isConstant: false });
  }
  const inference = inferWithin(graph, given, {
    functions,
    budget: new Budget(mostNodes),
    depth: 0,
  });
  return inference.unknown.length > 0
    ? inference
    : { ...inference, unknown: lostIn(graph, inference.values) };
}

/** The first node that gave nothing, of a graph whose outputs have no value: no count of it is whole. */
function lostIn({ nodes, outputs }: OnnxGraph, values: ReadonlyMap<string, Known>): string[] {
  const lost = outputs.find(({ name }) => !values.has(name));
  if (lost === undefined) return [];
  const silent = nodes.find((node) => !node.outputs.some((name) => values.has(name)));
  return [silent === undefined ? lost.name : nameOf(silent)];
}

function inferWithin(
  graph: Pick<OnnxGraph, "nodes" | "constants">,
  outside: ReadonlyMap<string, Known>,
  following: Following,
): Inference {
  const values = new Map(outside);
  for (const constant of graph.constants) values.set(constant.name, knownOf(constant));
  const unknown = new Set<string>();
  const layers: ExpertLayer[] = [];
  let work = noWork;
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => (name === "" ? undefined : values.get(name)));
    // What follows an unknown operator is unknown as well; that operator is named already.
    if (inputs.some((input, i) => input === undefined && node.inputs[i] !== "")) continue;
    const step = stepOf(node, inputs, values, following);
    if (step === undefined) {
      unknown.add(nameOf(node));
      continue;
    }
    step.unknown.forEach((name) => unknown.add(name));
    for (const [name, value] of step.values) if (name !== "") values.set(name, value);
    work = sum(work, step.work);
    layers.push(...step.layers);
  }
  return { values, work, layers, unknown: [...unknown] };
}

function stepOf(
  node: OnnxNode,
  inputs: readonly (Known | undefined)[],
  scope: ReadonlyMap<string, Known>,
  following: Following,
): Inference | undefined {
  try {
    following.budget.take();
    if (node.op === "If" && node.domain === "") return chosenBranch(node, inputs, scope, following);
    const body = following.functions.get(functionKey(node));
    if (body !== undefined) return called(node, body, inputs, following);
    const outcome = ruleOf(node)?.(new NodeView(node, inputs));
    if (outcome === undefined) return undefined;
    requirePossible(outcome.outputs);
    const isConstant = inputs.every((input) => input === undefined || input.isConstant);
    const values = new Map(
      outcome.outputs.map(({ dims, type = 0, values: numbers }, i) => {
        const value: Known = { dims, type, values: numbers, isConstant };
        return [node.outputs[i] ?? "", value];
      }),
    );
    // A runtime computes once, at load, what does not depend on the images.
    const isFree = isConstant || outcome.outputs.every((output) => output.values !== undefined);
    const layers = outcome.layer === undefined ? [] : [outcome.layer];
    return { values, work: isFree ? noWork : outcome.work, layers, unknown: [] };
  } catch (error) {
    if (error instanceof CannotInferError || error instanceof BudgetError) return undefined;
    throw error;
  }
}

/** The branch that a condition chooses which does not depend on the images' content. */
function chosenBranch(
  node: OnnxNode,
  inputs: readonly (Known | undefined)[],
  scope: ReadonlyMap<string, Known>,
  following: Following,
): Inference {
  const view = new NodeView(node, inputs);
  const [condition] = view.values(0);
  const graph = view.graph(condition === 0 ? "else_branch" : "then_branch");
  const inner = inferWithin(graph, scope, following);
  const names = graph.outputs.map(({ name }) => name);
  return { ...inner, values: namedOutside(names, inner, node) };
}

/** What an inner graph gives, by the names that its node has for it. */
function namedOutside(
  names: readonly string[],
  inner: Inference,
  node: OnnxNode,
): Map<string, Known> {
  const values = new Map<string, Known>();
  for (const [i, name] of names.entries()) {
    const value = inner.values.get(name);
    if (value !== undefined) values.set(node.outputs[i] ?? "", value);
  }
  return values;
}

/** A function's body with a call's inputs and attributes. */
function called(
  node: OnnxNode,
  body: OnnxFunction,
  inputs: readonly (Known | undefined)[],
  following: Following,
): Inference | undefined {
  const depth = following.depth + 1;
  if (depth > deepest) throw new CannotInferError(`it calls more than ${deepest} functions deep`);
  const given = new Map<string, Known>();
  for (const [i, name] of body.inputs.entries()) {
    const value = inputs[i];
    if (value !== undefined) given.set(name, value);
  }
  const left = new Set(body.inputs.filter((name) => !given.has(name)));
  const nodes = body.nodes.map((inner): OnnxNode => ({
    ...inner,
    inputs: inner.inputs.map((name) => (left.has(name) ? "" : name)),
    attributes: attributesIn(inner, node, body),
  }));
  const inside = inferWithin({ nodes, constants: [] }, given, { ...following, depth });
  const values = namedOutside(body.outputs, inside, node);
  const isWhole = node.outputs.every((name) => name === "" || values.has(name));
  return isWhole || inside.unknown.length > 0 ? { ...inside, values } : undefined;
}

/** Attributes that stand for the call's are the call's, or their defaults, or left out. */
function attributesIn(
  inner: OnnxNode,
  call: OnnxNode,
  { defaults }: OnnxFunction,
): OnnxNode["attributes"] {
  const attributes = new Map(inner.attributes);
  for (const [name, { from }] of inner.attributes) {
    if (from === "") continue;
    const value = call.attributes.get(from) ?? defaults.get(from);
    if (value === undefined) attributes.delete(name);
    else attributes.set(name, value);
  }
  return attributes;
}

function knownOf(tensor: OnnxTensor): Known {
  return { dims: tensor.dims, type: tensor.type, values: valuesOf(tensor), isConstant: true };
}

/** Sizes that a file asks for may be anything. */
function requirePossible(outputs: readonly Made[]): void {
  for (const { dims } of outputs)
    if (!dims.every((size) => Number.isSafeInteger(size) && size >= 0))
      throw new CannotInferError(`it would give the impossible shape [${dims.join(",")}]`);
}

function nameOf({ op, domain }: OnnxNode): string {
  return domain === "" ? op : `${domain}.${op}`;
}

/** What a graph costs for each image of a batch; experts as the runtime's fused operator runs them. */
export function flopsOf({ work, layers, unknown }: Inference, batch: number): ModelCost["flops"] {
  if (unknown.length > 0) return { unknownOperators: [...unknown] };
  const withExperts = (times: (layer: ExpertLayer) => number) => {
    const all = layers.reduce((total, layer) => sum(total, layer.one, times(layer)), work);
    return { macs2: all.macs2 / batch, elementwise: all.elementwise / batch };
  };
  return {
    denseEquivalent: withExperts(({ experts }) => experts),
    active: withExperts(({ k }) => k),
    executed: withExperts(({ k }) => k),
  };
}
