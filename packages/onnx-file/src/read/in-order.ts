import { BrokenOnnxError } from "../errors.ts";
import type { OnnxGraph, OnnxNode } from "../wire/decode.ts";

/**
 * The graph with its nodes in an order in which each reads only what is there already; the file's
 * own order where that is one.
 * @throws BrokenOnnxError for a cycle, a name that two nodes give, or one that nothing gives
 */
export function inOrder(graph: OnnxGraph, path: string): OnnxGraph {
  const makers = new Map<string, OnnxNode>();
  for (const node of graph.nodes)
    for (const output of node.outputs) {
      if (output === "") continue;
      if (makers.has(output)) throw new BrokenOnnxError(path, `two nodes give "${output}"`);
      makers.set(output, node);
    }
  const there = new Set([
    ...graph.inputs.map(({ name }) => name),
    ...graph.constants.map(({ name }) => name),
  ]);
  const waiting = new Map<OnnxNode, number>();
  const readers = new Map<string, OnnxNode[]>();
  for (const node of graph.nodes) {
    const missing = new Set(node.inputs.filter((name) => name !== "" && !there.has(name)));
    for (const name of missing) {
      if (!makers.has(name))
        throw new BrokenOnnxError(path, `${labelOf(node)} reads "${name}", which nothing gives`);
      const known = readers.get(name);
      if (known === undefined) readers.set(name, [node]);
      else known.push(node);
    }
    waiting.set(node, missing.size);
  }
  const nodes = graph.nodes.filter((node) => waiting.get(node) === 0);
  for (const done of nodes)
    for (const output of new Set(done.outputs))
      for (const reader of readers.get(output) ?? []) {
        const left = (waiting.get(reader) ?? 0) - 1;
        waiting.set(reader, left);
        if (left === 0) nodes.push(reader);
      }
  const stuck = graph.nodes.find((node) => (waiting.get(node) ?? 0) > 0);
  if (stuck !== undefined)
    throw new BrokenOnnxError(path, `${labelOf(stuck)} waits for what it gives itself, in a cycle`);
  return { ...graph, nodes };
}

/** `Conv "stem"`: an operator, and the node's name where it has one. */
function labelOf({ op, name, outputs }: OnnxNode): string {
  return `${op} "${name === "" ? (outputs[0] ?? "") : name}"`;
}
