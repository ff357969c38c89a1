import { setTimeout as pause } from "node:timers/promises";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/workplace.ts";
import { runCommand } from "./this-machine.ts";

const limit = 10_000;
const onWindows = process.platform === "win32";

test("gives the exit code, both streams and each line", async () => {
  const lines: string[] = [];
  const args = ["-p", "console.error('told'); 'one\\n' + process.env.EXTRA; "];
  const end = await runCommand({
    program: process.execPath,
    args,
    env: { EXTRA: "two" },
    limit,
    onLine: (line) => lines.push(line),
  });
  expect(end).toEqual({ end: "exited", code: 0, stdout: "one\ntwo\n", stderr: "told\n" });
  expect(lines).toEqual(["one", "two"]);
});

test("says that a program is not there", async () => {
  const end = await runCommand({ program: "no-such-program-here", args: [], limit });
  expect(end).toEqual({ end: "not-found" });
});

test("keeps the end of long output", async () => {
  const args = ["-p", "'x'.repeat(100_000) + 'end'"];
  const end = await runCommand({ program: process.execPath, args, limit });
  if (end.end !== "exited") throw new Error(end.end);
  expect(end.stdout).toHaveLength(65_536);
  expect(end.stdout.endsWith("end\n")).toBe(true);
});

test.skipIf(onWindows)("tells by which signal a command ended", async () => {
  const end = await runCommand({ program: "sh", args: ["-c", "kill -ILL $$"], limit });
  expect(end).toMatchObject({ end: "killed", by: "SIGILL" });
});

test.skipIf(onWindows)("ends a command that takes too long", async () => {
  const end = await runCommand({ program: "sleep", args: ["60"], limit: 50 });
  expect(end).toMatchObject({ end: "timed-out", limit: 50 });
});

test.skipIf(onWindows)("an abort ends the command's children too", async () => {
  const folder = await temporaryFolder();
  const file = join(folder, "pid");
  const stop = new AbortController();
  const script = `sleep 60 & echo $! > ${file}; echo started; wait`;
  const run = runCommand({
    program: "sh",
    args: ["-c", script],
    limit,
    signal: stop.signal,
    onLine: () => stop.abort(new Error("enough")),
  });
  await expect(run).rejects.toThrow("enough");
  const child = Number(await readFile(file, "utf8"));
  expect(child).toBeGreaterThan(1);
  await expect.poll(() => stateOf(child)).toMatch(/gone|Z/);
});

/** A child whose parent is gone may stay a zombie where no init process collects it. */
async function stateOf(pid: number): Promise<string> {
  const end = await runCommand({ program: "ps", args: ["-o", "stat=", "-p", `${pid}`], limit });
  await pause(10);
  return end.end === "exited" && end.stdout.trim() !== "" ? end.stdout.trim() : "gone";
}
