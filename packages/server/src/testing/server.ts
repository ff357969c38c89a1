import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { tmpdir } from "node:os";
import { createPageServer, type PageServer, type PageServerOptions } from "../page-server.ts";

/** A page of three files. */
export async function pageFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), "page");
  await mkdir(join(folder, "assets"), { recursive: true });
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Page</title>");
  await writeFile(join(folder, "assets/index-C3b9Xa_1.js"), "export const one = 1;\n".repeat(200));
  await writeFile(join(folder, "runtime.wasm"), "0123456789");
  return folder;
}

/** A server on this machine that goes when the test ends. */
export async function startServer(options: Partial<PageServerOptions> = {}): Promise<PageServer> {
  const server = await createPageServer({ page: await pageFolder(), ...options });
  onTestFinished(() => server.close());
  return server;
}

/** An empty folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "vmoe-bench-server-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
