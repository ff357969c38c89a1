import { pathToFileURL } from "node:url";
import {
  backendIdSchema,
  check,
  checkJson,
  KnownError,
  messageOf,
  type Backend,
} from "@vmoe-bench/contracts";
import { z } from "zod";

/** Every process that a run starts inherits it. */
const variable = "VMOE_BENCH_BACKENDS";
const ownSchema = z.record(backendIdSchema, z.string());
const moduleSchema = z.object({
  default: z.custom<() => Backend | Promise<Backend>>(
    (value) => typeof value === "function",
    "expected a function that opens the backend",
  ),
});

function ownBackendError(id: string, module: string, how: string): KnownError {
  return new KnownError(
    "own-backend",
    `The backend ${id} can't be opened from ${module}: ${how}.`,
    "Its default export is a function that gives a Backend of that id.",
  );
}

/**
 * Makes a backend known to this process and to those that it starts.
 * @param id "mine/cpu": a runtime and, after a slash, where it runs
 * @param module the file whose default export opens it: `() => Backend | Promise<Backend>`
 */
export function addBackend(id: string, module: URL | string): void {
  const url = module instanceof URL ? module : pathToFileURL(module);
  const known = Object.fromEntries(ownBackends());
  const all = check(ownSchema, { ...known, [id]: url.href }, "the backends");
  process.env[variable] = JSON.stringify(all);
}

/** By id, the URL of the file that opens it. */
export function ownBackends(): ReadonlyMap<string, string> {
  const text = process.env[variable];
  if (text === undefined || text === "") return new Map();
  return new Map(Object.entries(checkJson(ownSchema, text, variable)));
}

/** @throws `own-backend` */
export async function openOwnBackend(id: string, module: string): Promise<Backend> {
  const loaded: unknown = await import(module).catch((error: unknown) => {
    throw ownBackendError(id, module, messageOf(error));
  });
  const found = moduleSchema.safeParse(loaded);
  if (!found.success) throw ownBackendError(id, module, "it has no such default export");
  const backend = await found.data.default();
  if (backend.id !== id) throw ownBackendError(id, module, `it says that it is ${backend.id}`);
  return backend;
}
