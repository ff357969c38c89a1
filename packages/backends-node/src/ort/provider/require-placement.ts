import {
  UnsupportedError,
  type ExecutedOperation,
  type PreparedManifest,
} from "@vmoe-bench/contracts";
import { mustBeOnProvider, type PlacedWork } from "@vmoe-bench/onnx/sessions";
import { executionProviders, type Provider } from "./provider.ts";

/** An operation, and ONNX Runtime's name of the provider that ran it. */
export interface PlacedOperation extends ExecutedOperation, PlacedWork {
  readonly provider: string;
}

/**
 * Products, and of a graph made elsewhere all that is no shape or index, must have run where it was asked.
 * @throws UnsupportedError that names an operation which ran elsewhere
 */
export function requirePlacement(
  operations: readonly PlacedOperation[],
  provider: Provider,
  graph: PreparedManifest["kind"],
): void {
  const wanted = executionProviders[provider];
  const elsewhere = operations.find(
    (operation) => operation.provider !== wanted && mustBeOnProvider(operation, graph),
  );
  if (elsewhere !== undefined)
    throw new UnsupportedError(
      `ONNX Runtime ran ${elsewhere.kind} "${elsewhere.name}" on ${elsewhere.provider}, not on ${wanted}.`,
      `Use the backend "ort-node/cpu", or a strategy whose operators ${wanted} has.`,
    );
}
