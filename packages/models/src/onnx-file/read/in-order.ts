import { brokenOnnxError } from "../errors.ts";
import type { OnnxGraph, OnnxNode } from "../wire/decode.ts";

/**
 * The graph with its nodes in an order in which each reads only what is there already; the file's
 * own order where that is one. The graphs inside a node read what that node waits for.
 * @throws `broken-onnx` for a cycle, a name that two nodes give, or one that nothing gives
 */
export function inOrder(graph: OnnxGraph, path: string): OnnxGraph {
  const makers = makersIn(graph, path);
  const there = new Set([...graph.inputs, ...graph.constants].map(({ name }) => name));
  const makersOf = (node: OnnxNode): OnnxNode[] =>
    readBy(node).flatMap((name) => {
      if (there.has(name)) return [];
      const maker = makers.get(name);
      if (maker === undefined)
        throw brokenOnnxError(path, `${labelOf(node)} reads "${name}", which nothing gives`);
      return [maker];
    });
  const nodes: OnnxNode[] = [];
  const done = new Set<OnnxNode>();
  const waiting = new Set<OnnxNode>();
  for (const first of graph.nodes) {
    const stack = [first];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const before = done.has(node) ? [] : makersOf(node).filter((maker) => !done.has(maker));
      if (before.length > 0) {
        if (waiting.has(node))
          throw brokenOnnxError(
            path,
            `${labelOf(node)} waits for what it gives itself, in a cycle`,
          );
        waiting.add(node);
        for (const maker of before.toReversed()) stack.push(maker);
        continue;
      }
      stack.pop();
      if (!done.has(node)) nodes.push(node);
      done.add(node);
    }
  }
  return { ...graph, nodes };
}

/** The node that gives each name. */
function makersIn({ nodes }: OnnxGraph, path: string): Map<string, OnnxNode> {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes)
    for (const output of node.outputs) {
      if (output === "") continue;
      if (makers.has(output)) throw brokenOnnxError(path, `two nodes give "${output}"`);
      makers.set(output, node);
    }
  return makers;
}

/** What a node needs: its inputs, and what the graphs inside it read from outside of them. */
function readBy({ inputs, attributes }: OnnxNode): string[] {
  const captured = [...attributes.values()].flatMap(({ graph }) =>
    graph === undefined ? [] : capturedBy(graph),
  );
  return [...inputs, ...captured].filter((name) => name !== "");
}

function capturedBy({ nodes, constants, inputs, outputs }: OnnxGraph): string[] {
  const own = new Set([
    ...[...inputs, ...constants].map(({ name }) => name),
    ...nodes.flatMap((node) => node.outputs),
  ]);
  const read = [...nodes.flatMap(readBy), ...outputs.map(({ name }) => name)];
  return read.filter((name) => !own.has(name));
}

/** `Conv "stem"`: an operator, and the node's name where it has one. */
function labelOf({ op, name, outputs }: OnnxNode): string {
  return `${op} "${name === "" ? (outputs[0] ?? "") : name}"`;
}
