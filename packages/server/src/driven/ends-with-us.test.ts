import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { isRunning } from "@vmoe-bench/files";
import { expect, onTestFinished, test, vi } from "vitest";

const source = fileURLToPath(new URL("./fixtures/parent-of-group.ts", import.meta.url));
const built = source.replace("/src/", "/dist/").replace(/\.ts$/, ".js");

test.skipIf(process.platform === "win32")(
  "a group that knows nothing of us goes when we are killed",
  async () => {
    const parent = spawn(process.execPath, [built], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [told] = await once(parent.stdout.setEncoding("utf8"), "data");
    const group = String(told).trim().split(" ").map(Number);
    expect(group.map(isRunning)).toEqual([true, true]);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(group.map(isRunning)).toEqual([false, false]), {
      timeout: 10_000,
      interval: 50,
    });
  },
);
