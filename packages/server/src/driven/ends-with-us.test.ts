import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isRunning } from "@vmoe-bench/files";
import { temporaryFolder } from "../testing/server.ts";
import { expect, onTestFinished, test, vi } from "vitest";

const source = fileURLToPath(new URL("./fixtures/parent-of-group.ts", import.meta.url));
const built = source.replace("/src/", "/dist/").replace(/\.ts$/, ".js");

test.skipIf(process.platform === "win32")(
  "a group that knows nothing of us goes when we are killed, and what it would have removed",
  async () => {
    const left = join(await temporaryFolder(), "it's left");
    await mkdir(left);
    const parent = spawn(process.execPath, [built, left], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    let told = "";
    parent.stdout.on("data", (chunk: Buffer) => (told += chunk.toString()));
    await vi.waitFor(() => expect(told).toMatch(/\n$/), { timeout: 10_000, interval: 50 });
    const group = told.trim().split(" ").map(Number);
    expect(group.map(isRunning)).toEqual([true, true]);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(group.map(isRunning)).toEqual([false, false]), {
      timeout: 10_000,
      interval: 50,
    });
    await vi.waitFor(() => expect(existsSync(left)).toBe(false), { timeout: 10_000, interval: 50 });
  },
);
