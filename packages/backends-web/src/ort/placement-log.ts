import { UnsupportedError, type PreparedManifest } from "@vmoe-bench/contracts";
import { mustBeOnProvider, type PlacedWork } from "@vmoe-bench/onnx/sessions";
import { executionProviders, type OrtWebProvider } from "./provider.ts";

/** A node of a graph, and ONNX Runtime's name of the provider that it is placed on. */
export interface PlacedNode extends PlacedWork {
  readonly name: string;
  readonly provider: string;
}

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
 * Products, and of a graph made elsewhere all that is no shape or index, must be placed where it was asked.
 * @throws UnsupportedError that names a node which is placed elsewhere
 */
export function requirePlacement(
  nodes: readonly PlacedNode[],
  provider: OrtWebProvider,
  graph: PreparedManifest["kind"],
): void {
  const wanted = executionProviders[provider];
  const bound = nodes.filter((one) => one.kind === everyNode || mustBeOnProvider(one, graph));
  if (bound.length === 0)
    throw new UnsupportedError(
      "ONNX Runtime did not say where it places the graph's nodes, so nothing is proven of them.",
      `Use a strategy that is wholly on the GPU, such as "split".`,
    );
  const elsewhere = bound.find((one) => one.provider !== wanted);
  if (elsewhere !== undefined)
    throw new UnsupportedError(
      `ONNX Runtime placed ${elsewhere.kind} "${elsewhere.name}" on ${elsewhere.provider}, not on ${wanted}.`,
      `Use the backend "ort-web/wasm", or a strategy whose operators ${wanted} has.`,
    );
}
