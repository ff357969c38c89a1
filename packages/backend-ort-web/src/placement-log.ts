import { UnsupportedError } from "@vmoe-bench/contracts";
import { executionProviders, type OrtWebProvider } from "./provider.ts";

/** A node of a graph, and ONNX Runtime's name of the provider that it is placed on. */
export interface PlacedNode {
  readonly kind: string;
  readonly name: string;
  readonly provider: string;
}

/** Operators that multiply matrices; every other one of our graphs is elementwise, or finds an index. */
const products = /Gemm|MatMul|Conv|Attention|MoE/;
/** What stands for the nodes where all are on one provider: then ONNX Runtime lists none. */
const everyNode = "every node";
const whole = /All nodes placed on \[(\w+)\]/;
const heading = /(?:Node\(s\)|All nodes) placed on \[(\w+)\]/;
const node = /VerifyEachNodeIsAssignedToAnEp\]\s+(\w+) \((.*)\)/;

/** What ONNX Runtime's log says of where each node is placed, those inside branches too. */
export function placementsIn(lines: readonly string[]): PlacedNode[] {
  const found: PlacedNode[] = [];
  let provider: string | undefined;
  for (const line of lines) {
    const only = whole.exec(line)?.[1];
    if (only !== undefined) found.push({ kind: everyNode, name: "", provider: only });
    provider = heading.exec(line)?.[1] ?? provider;
    const [, kind, name] = node.exec(line) ?? [];
    if (provider !== undefined && kind !== undefined && name !== undefined)
      found.push({ kind, name, provider });
  }
  return found;
}

/**
 * Products must be placed where it was asked; what finds an index may be on the CPU.
 * @throws UnsupportedError that names a node which is placed elsewhere
 */
export function requirePlacement(nodes: readonly PlacedNode[], provider: OrtWebProvider): void {
  const wanted = executionProviders[provider];
  const multiplying = nodes.filter(({ kind }) => kind === everyNode || products.test(kind));
  if (multiplying.length === 0)
    throw new UnsupportedError(
      "ONNX Runtime did not say where it places the graph's nodes, so nothing is proven of them.",
      `Use a strategy that is wholly on the GPU, such as "split".`,
    );
  const elsewhere = multiplying.find((one) => one.provider !== wanted);
  if (elsewhere !== undefined)
    throw new UnsupportedError(
      `ONNX Runtime placed ${elsewhere.kind} "${elsewhere.name}" on ${elsewhere.provider}, not on ${wanted}.`,
      `Use the backend "ort-web/wasm", or a strategy whose operators ${wanted} has.`,
    );
}
