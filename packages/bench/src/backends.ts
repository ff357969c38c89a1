import {
  type Backend,
  type BackendId,
  backendIdSchema,
  type BrowserKind,
  check,
  checkJson,
  KnownError,
  messageOf,
  unknownNameError,
} from "@vmoe-bench/contracts";
import type { Part } from "@vmoe-bench/setup";
import { pathToFileURL } from "node:url";
import { z } from "zod";

type Open = () => Promise<Backend>;

const ortNode =
  (provider: string): Open =>
  async () =>
    (await import("@vmoe-bench/backends-node/ort")).ortNodeBackend(provider);

const ortWeb =
  (provider: "wasm" | "webgpu"): Open =>
  async () =>
    (await import("@vmoe-bench/backends-web/ort")).ortWebBackend(provider);

const tfjsWeb =
  (name: "wasm" | "webgpu" | "webgl"): Open =>
  async () =>
    (await import("@vmoe-bench/backends-web/tfjs")).tfjsWebBackend(name);

const litertWeb =
  (provider: "wasm" | "webgpu"): Open =>
  async () =>
    (await import("@vmoe-bench/backends-web/litert")).litertWebBackend(provider);

/** Backends that only a page can load; here they make models ready for it. */
const inPages: ReadonlyMap<BackendId, Open> = new Map([
  ["ort-web/wasm", ortWeb("wasm")],
  ["ort-web/webgpu", ortWeb("webgpu")],
  ["tfjs-web/wasm", tfjsWeb("wasm")],
  ["tfjs-web/webgpu", tfjsWeb("webgpu")],
  ["tfjs-web/webgl", tfjsWeb("webgl")],
  ["litert-web/wasm", litertWeb("wasm")],
  ["litert-web/webgpu", litertWeb("webgpu")],
]);

/** Every backend, loaded on first need: a runtime that is not asked for costs nothing. */
const factories: ReadonlyMap<BackendId, Open> = new Map([
  ["ort-node/cpu", ortNode("cpu")],
  ["ort-node/webgpu", ortNode("webgpu")],
  ["tfjs-node/cpu", async () => (await import("@vmoe-bench/backends-node/tfjs")).tfjsNodeBackend()],
  ...inPages,
  ["null", async () => (await import("@vmoe-bench/backend/null")).nullBackend()],
]);

/** Backends that can run in a page. */
export const pageBackendIds: ReadonlySet<BackendId> = new Set([...inPages.keys(), "null"]);

const backendIds: readonly BackendId[] = [...factories.keys()];

/** tfjs gives a GPU its work from the one thread of a page's script; LiteRT.js can't be told how many. */
export const singleThreaded: ReadonlySet<BackendId> = new Set([
  "tfjs-web/webgpu",
  "tfjs-web/webgl",
  "litert-web/wasm",
  "litert-web/webgpu",
]);

/** Whether a backend runs in pages and nowhere else. */
export function needsPage(id: BackendId): boolean {
  return inPages.has(id);
}

const partsInProcesses: ReadonlyMap<BackendId, Part> = new Map([
  ["ort-node/cpu", "onnxruntime-node"],
  ["ort-node/webgpu", "onnxruntime-node"],
  ["tfjs-node/cpu", "tfjs-node"],
]);

/**
 * What backends need of this machine before they run here.
 * @param browser that pages are opened in: only Chrome, or Chromium, can be got
 */
export function partsOf(backends: readonly BackendId[], browser: BrowserKind): ReadonlySet<Part> {
  return new Set(
    backends.flatMap((id): Part[] => {
      if (needsPage(id)) return browser === "chrome" ? ["browser"] : [];
      const part = partsInProcesses.get(id);
      return part === undefined ? [] : [part];
    }),
  );
}

/**
 * @throws `unknown-name` with the nearest names
 */
export function requireBackend(id: BackendId): void {
  if (!factories.has(id) && !ownBackends().has(id)) throw unknownBackend(id);
}

/**
 * @throws `unknown-name` with the nearest names
 */
export async function openBackend(id: BackendId): Promise<Backend> {
  const factory = factories.get(id);
  if (factory !== undefined) return factory();
  const own = ownBackends().get(id);
  if (own === undefined) throw unknownBackend(id);
  return openOwnBackend(id, own);
}

function unknownBackend(id: BackendId): KnownError {
  return unknownNameError("backend", id, [...backendIds, ...ownBackends().keys()]);
}

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
function ownBackends(): ReadonlyMap<string, string> {
  const text = process.env[variable];
  if (text === undefined || text === "") return new Map();
  return new Map(Object.entries(checkJson(ownSchema, text, variable)));
}

/** @throws `own-backend` */
async function openOwnBackend(id: string, module: string): Promise<Backend> {
  const loaded: unknown = await import(module).catch((error: unknown) => {
    throw ownBackendError(id, module, messageOf(error));
  });
  const parsed = moduleSchema.safeParse(loaded);
  if (!parsed.success) throw ownBackendError(id, module, "it has no such default export");
  const backend = await parsed.data.default();
  if (backend.id !== id) throw ownBackendError(id, module, `it says that it is ${backend.id}`);
  return backend;
}
