import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

/** As built, since a process has to run it: it opens a session, as a run does. */
const built = fileURLToPath(new URL("../../dist/ort/index.js", import.meta.url));
const script = `
const { ortNodeBackend } = await import(${JSON.stringify(built)});
console.log((await ortNodeBackend("webgpu").probe()).available);
const { InferenceSession } = await import("onnxruntime-node");
const model = Buffer.from(process.env.MODEL, "base64");
await (await InferenceSession.create(model)).release();
`;

/** An ONNX graph of one Identity, by hand: ir_version 8, opset 13; x and y are single floats. */
const identity = Buffer.from(
  [
    "0808", // ir_version
    "3a33", // the graph, 51 bytes:
    "0a100a01781201792208", // a node from x to y,
    "4964656e74697479", // Identity
    "120167", // its name, g
    "5a0d0a017812080a06080112020a00", // input x
    "620d0a017912080a06080112020a00", // output y
    "4202100d", // opset
  ].join(""),
  "hex",
);

/** What a process that opens a session leaves in the folders of a user that is new here. */
async function leftBy(env: Readonly<Record<string, string>>): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), "telemetry-test-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const places = {
    HOME: join(root, "home"),
    TMPDIR: join(root, "tmp"),
    XDG_CACHE_HOME: join(root, "cache"),
  };
  for (const folder of Object.values(places)) await mkdir(folder);
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { PATH: process.env["PATH"], ...places, ...env, MODEL: identity.toString("base64") },
  });
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  return files.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

test("ONNX Runtime leaves nothing behind and reports nothing", async () => {
  expect(await leftBy({})).toEqual([]);
});

test.skipIf(process.platform !== "linux")("it does where the user asks for it", async () => {
  expect(await leftBy({ ORT_DISABLE_TELEMETRY: "0" })).toContain("deviceid");
});
