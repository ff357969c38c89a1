import type { Command } from "commander";
import { readConditions } from "@vmoe-bench/runner";
import {
  examine,
  findBrowser,
  judgeQuiet,
  readLoad,
  unlessItFails,
  type Finding,
} from "@vmoe-bench/setup";
import { printResult, stdoutColours as colours } from "../terminal/print.ts";

const marks = {
  ok: colours.green("ok"),
  warning: colours.yellow("warning"),
  missing: colours.red("missing"),
};

export function defineCommand(command: Command): void {
  command.option("--json", "print as JSON", false).action(async ({ json }: { json: boolean }) => {
    // Looked at first: what examine starts would be seen, too.
    const quiet = await unlessItFails("Other programs", async () =>
      judgeQuiet(await readConditions(), await readLoad()),
    );
    const findings = [...(await examine()), ...(await examineBrowser()), ...quiet];
    printResult(json, findings, () => findings.map(line).join("\n"));
    if (findings.some(({ status }) => status === "missing")) process.exitCode = 1;
  });
}

/** Started as a run starts it; where there is none, that is told already. */
async function examineBrowser(): Promise<readonly Finding[]> {
  const browser = await findBrowser("chrome");
  if (!browser.available) return [];
  return unlessItFails("Browser", async () => {
    const { lookAtBrowser } = await import("@vmoe-bench/bench/doctor");
    return lookAtBrowser(browser);
  });
}

function line({ name, status, detail, remedy }: Finding): string {
  const todo = remedy === undefined ? "" : `\n    ${remedy}`;
  return `${marks[status]}  ${name}: ${detail}${todo}`;
}
