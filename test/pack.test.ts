import { execFile, execFileSync } from "node:child_process";
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "./cli.ts";
import { nothingSuite } from "./nothing-suite.ts";

const runFile = promisify(execFile);

function answers(): boolean {
  try {
    execFileSync("npm", ["ping", "--silent", "--fetch-retries=0", "--fetch-timeout=10000"], {
      stdio: "ignore",
      timeout: 20_000,
    });
    return true;
  } catch {
    return false;
  }
}

const hasRegistry = answers();
if (!hasRegistry)
  process.stderr.write("The package is not installed by a test: no npm registry answers here.\n");

describe.skipIf(!hasRegistry)("the package, installed into an empty folder", () => {
  let folder: string;
  const ran = async (program: string, ...args: string[]) => {
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      NO_COLOR: "1",
      VMOE_BENCH_LOCKS: join(folder, "locks"),
    };
    // npm test hands its own settings down, such as that no scripts run; a stranger has none of them.
    for (const name of Object.keys(env)) if (/^npm_(config|package)_/i.test(name)) delete env[name];
    return runFile(program, args, { cwd: folder, env });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "vmoe-bench-stranger-"));
    await runFile(process.execPath, [join(projectRoot, "scripts", "pack.js"), folder]);
    const archive = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "";
    await ran("npm", "install", "--prefer-offline", `./${archive}`);
    await writeFile(join(folder, "suite.json"), JSON.stringify(nothingSuite));
    await cp(join(projectRoot, "examples"), folder, { recursive: true });
    const fixtures = join(projectRoot, "packages", "models", "src", "onnx-file", "fixtures");
    for (const name of (await readdir(fixtures)).filter((file) => file.startsWith("tiny-dynamo")))
      await cp(join(fixtures, name), join(folder, name));
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("plans a run of a stranger's own graph, with ONNX Runtime got on first need", async () => {
    const { stdout } = await ran(
      "npx",
      "vmoe-bench",
      "run",
      "--model",
      "tiny-dynamo.onnx",
      "--dry-run",
    );
    expect(stdout).toContain("tiny-dynamo.onnx@ort-node/cpu dense b1 t1");
    const { stdout: doctor } = await ran("npx", "vmoe-bench", "doctor", "--json").catch(
      (error: { stdout: string }) => error,
    );
    expect(doctor).toMatch(/"name": "onnxruntime-node",\s+"status": "ok"/);
  }, 600_000);

  it("is imported, runs a suite into the working folder, and compares what it wrote", async () => {
    await ran("node", "run-a-suite.js", "suite.json");
    expect(await readdir(join(folder, "results", "local"))).toHaveLength(1);
    const { stdout: numbers } = await ran("node", "read-records.js");
    expect(JSON.parse(numbers)).toMatchObject({ model: "fashion-vit-6x64", backend: "null" });
    const { stdout: table } = await ran("npx", "vmoe-bench", "compare", "--format", "csv");
    expect(table).toContain("fashion-vit-6x64");
  }, 600_000);

  it("takes a backend of a stranger's own through the conformance cases", async () => {
    const { stdout } = await ran("node", "check-own-backend.js");
    expect(stdout).toContain("ok: agrees with the reference: dense, dense, batch 7");
  }, 120_000);
});
