import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnsupportedError } from "@vmoe-bench/contracts";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { pythonWith } from "./python.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("where there is no Python, it is unsupported, with what to install", async () => {
  const dir = await mkdtemp(join(tmpdir(), "vmoe-bench-python-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  vi.stubEnv("PATH", dir);
  const requirements = join(dir, "requirements.txt");
  await writeFile(requirements, "");
  const environment = join(dir, "venv");
  const made = pythonWith(requirements, environment, new AbortController().signal);
  const error = await made.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnsupportedError);
  expect(error instanceof UnsupportedError && error.remedy).toContain("python3");
  await expect(access(join(environment, "ready"))).rejects.toThrow("ENOENT");
});
