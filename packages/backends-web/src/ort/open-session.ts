import { messageOf, type PreparedManifest, UnsupportedError } from "@vmoe-bench/contracts";
import { mustBeOnProvider, type OpenSession, type PlacedWork } from "@vmoe-bench/onnx/sessions";
import type { InferenceSession } from "onnxruntime-common";
import { executionProviders, linesLogged, type OrtWeb, type OrtWebProvider } from "./runtime.ts";

/** Log levels: 0 says everything, also where each node is placed; 3 errors only. */
const everything = 0;
const errorsOnly = 3;

interface SessionSettings {
  readonly provider: OrtWebProvider;
  /** ONNX Runtime is to refuse a graph of which a node would run on its CPU provider instead. */
  readonly isWhollyOnProvider: boolean;
  readonly graph: PreparedManifest["kind"];
}

/**
 * A session on exactly one provider. Where ONNX Runtime can't vouch for the provider itself, it is
 * first opened once with its log on, in which it says where it places each node.
 * @throws UnsupportedError when something would run elsewhere that may not
 */
export async function openSession(
  ort: OrtWeb,
  file: Uint8Array,
  { provider, isWhollyOnProvider, graph }: SessionSettings,
): Promise<OpenSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    ...(isWhollyOnProvider ? { extra: { session: { disable_cpu_ep_fallback: "1" } } } : {}),
  };
  if (provider === "webgpu" && !isWhollyOnProvider) {
    const lines = await linesLogged(async () => {
      const first = await create(ort, file, { ...options, logSeverityLevel: everything }, provider);
      await first.release();
    });
    requirePlacement(placementsIn(lines), provider, graph);
  }
  const session = await create(ort, file, { ...options, logSeverityLevel: errorsOnly }, provider);
  return {
    session,
    floatTensor: (data, dims) => new ort.Tensor("float32", data, dims),
    close: () => session.release(),
  };
}

async function create(
  ort: OrtWeb,
  file: Uint8Array,
  options: InferenceSession.SessionOptions,
  provider: OrtWebProvider,
): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(file, options);
  } catch (error) {
    if (!messageOf(error).includes("assigned to the default CPU EP")) throw error;
    throw new UnsupportedError(
      `${executionProviders[provider]} lacks a kernel for a part of the graph, which would run on the CPU instead.`,
      `Use the backend "ort-web/wasm".`,
      { cause: error },
    );
  }
}

/** A node of a graph, and ONNX Runtime's name of the provider that it is placed on. */
interface PlacedNode extends PlacedWork {
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
  const nodes: PlacedNode[] = [];
  let provider: string | undefined;
  for (const line of lines) {
    const only = whole.exec(line)?.[1];
    if (only !== undefined) nodes.push({ kind: everyNode, name: "", provider: only });
    provider = heading.exec(line)?.[1] ?? provider;
    const [, kind, name] = node.exec(line) ?? [];
    if (provider !== undefined && kind !== undefined && name !== undefined)
      nodes.push({ kind, name, provider });
  }
  return nodes;
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
