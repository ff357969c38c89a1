import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { reportSwitches } from "@vmoe-bench/contracts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { complaint, projectRoot, vmoeBench } from "./cli.ts";

afterEach(() => void vi.unstubAllEnvs());

describe("setup", () => {
  it("ends with 1 where a part can't be had, and with 0 where that was to go on", async () => {
    vi.stubEnv("PUPPETEER_EXECUTABLE_PATH", "/nowhere/chrome");
    const missing = "browser can't be had here: PUPPETEER_EXECUTABLE_PATH names /nowhere/chrome";
    const asked = complaint(await vmoeBench("setup", "browser"));
    expect(asked).toMatch(/^exit 1: /);
    expect(asked).toContain(missing);
    const goingOn = complaint(await vmoeBench("setup", "browser", "--go-on"));
    expect(goingOn).toMatch(/^exit 0: /);
    expect(goingOn).toContain(missing);
  }, 60_000);
});

describe("what reports home", () => {
  it("is off for turbo, too, by each of npm's scripts that starts it", async () => {
    const off = parseEnv(await readFile(join(projectRoot, "telemetry.env"), "utf8"));
    expect(off["TURBO_TELEMETRY_DISABLED"]).toBe("1");
    const known = reportSwitches.map(({ variable }) => variable);
    for (const [variable, value] of Object.entries(off)) {
      expect(known).toContain(variable);
      expect(value).toBe("1");
    }
    const manifest = await readFile(join(projectRoot, "package.json"), "utf8");
    const starts = manifest.match(/[^"]*turbo run/g) ?? [];
    expect(starts.length).toBeGreaterThan(1);
    for (const start of starts) expect(start).toContain("--env-file=telemetry.env ");
  });

  it("is told by doctor, which says how it is", async () => {
    vi.stubEnv("PUPPETEER_EXECUTABLE_PATH", "/nowhere/chrome");
    const { stdout } = await vmoeBench("doctor");
    expect(stdout).toMatch(
      /^ok {2}Telemetry: off \(ORT_DISABLE_TELEMETRY, TURBO_TELEMETRY_DISABLED/m,
    );
    expect(stdout).toContain("PUPPETEER_EXECUTABLE_PATH names /nowhere/chrome");
    vi.stubEnv("ORT_DISABLE_TELEMETRY", "0");
    expect((await vmoeBench("doctor")).stdout).toContain(
      "warning  Telemetry: ONNX Runtime's telemetry to Microsoft: on, as ORT_DISABLE_TELEMETRY asks for it",
    );
  }, 60_000);
});
