import { UnknownNameError, type Backend, type BackendId } from "@vmoe-bench/contracts";

/** Every backend, loaded on first need: a runtime that is not asked for costs nothing. */
const factories: ReadonlyMap<BackendId, () => Promise<Backend>> = new Map([
  [
    "ort-node/cpu",
    async () => (await import("@vmoe-bench/backend-ort-node")).ortNodeBackend("cpu"),
  ],
  [
    "ort-node/webgpu",
    async () => (await import("@vmoe-bench/backend-ort-node")).ortNodeBackend("webgpu"),
  ],
  ["tfjs-node/cpu", async () => (await import("@vmoe-bench/backend-tfjs-node")).tfjsNodeBackend()],
  ["null", async () => (await import("@vmoe-bench/backend-null")).nullBackend()],
]);

/** Backends that run in a page. */
export const pageBackendIds: ReadonlySet<BackendId> = new Set(["null"]);

const backendIds: readonly BackendId[] = [...factories.keys()];

/**
 * @throws UnknownNameError with the nearest names
 */
export function requireBackend(id: BackendId): void {
  if (!factories.has(id)) throw new UnknownNameError("backend", id, backendIds);
}

/**
 * @throws UnknownNameError with the nearest names
 */
export async function openBackend(id: BackendId): Promise<Backend> {
  const factory = factories.get(id);
  if (factory === undefined) throw new UnknownNameError("backend", id, backendIds);
  return factory();
}
