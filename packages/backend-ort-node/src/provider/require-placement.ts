import { UnsupportedError, type ExecutedOperation } from "@vmoe-bench/contracts";
import { executionProviders, type Provider } from "./provider.ts";

/** An operation, and ONNX Runtime's name of the provider that ran it. */
export interface PlacedOperation extends ExecutedOperation {
  readonly provider: string;
}

/** Products whose shapes a profile does not show. */
const products = /Conv|Attention|MoE/;

/**
 * Products must have run where it was asked; what finds an index may run on the CPU.
 * @throws UnsupportedError that names an operation which ran elsewhere
 */
export function requirePlacement(operations: readonly PlacedOperation[], provider: Provider): void {
  const wanted = executionProviders[provider];
  const elsewhere = operations.find(
    ({ macs2, kind, provider: ran }) => (macs2 > 0 || products.test(kind)) && ran !== wanted,
  );
  if (elsewhere !== undefined)
    throw new UnsupportedError(
      `ONNX Runtime ran ${elsewhere.kind} "${elsewhere.name}" on ${elsewhere.provider}, not on ${wanted}.`,
      `Use the backend "ort-node/cpu", or a strategy whose operators ${wanted} has.`,
    );
}
