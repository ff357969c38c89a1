import { KnownError, messageOf, systemErrorCode, type BlockEnd } from "@vmoe-bench/contracts";
import { TimeoutError } from "puppeteer-core";
import { notStarted } from "./ends.ts";

/** What a browser wrote may be many kilobytes, and the lines that matter are few. */
const mostCharacters = 400;

const sandbox =
  /No usable sandbox|without --no-sandbox|SUID sandbox|setuid sandbox|sandbox_host|namespace sandbox/i;
const telling = /sandbox|error|fatal|cannot|can't|denied|not found|EACCES|ENOEXEC/i;

const sandboxRemedy = [
  "Run as another user than root; let programs make user namespaces (sysctl kernel.unprivileged_userns_clone=1,",
  "and kernel.apparmor_restrict_unprivileged_userns=0 or the browser's AppArmor profile); or, as only pages of",
  "vmoe-bench are opened, start it without: --browser-arg=--no-sandbox.",
].join(" ");

/**
 * Why a browser did not start. What can't change while a run measures makes the arm unsupported, so
 * that nothing of it is started again; a slow or full machine may start it the next time.
 */
export function launchFault(program: string, error: unknown): BlockEnd {
  if (error instanceof KnownError)
    return { type: "unsupported", reason: error.message, remedy: error.remedy };
  const said = messageOf(error);
  const short = tellingLine(said);
  const passing = ["EAGAIN", "ENOMEM", "EMFILE"].some(
    (code) => systemErrorCode(error) === code || said.includes(code),
  );
  if (error instanceof TimeoutError || passing) return notStarted(program, short);
  if (sandbox.test(said))
    return {
      type: "unsupported",
      reason: `${program} does not start, as its sandbox can't be used here: ${short}`,
      remedy: sandboxRemedy,
    };
  return {
    type: "unsupported",
    reason: `${program} does not start: ${short}`,
    remedy:
      "Start it by hand to see what it lacks, or set PUPPETEER_EXECUTABLE_PATH to another one.",
  };
}

/** The line that says most of what is wrong: of the sandbox, else of an error, else the first. */
function tellingLine(said: string): string {
  const lines = said
    .split("\n")
    // Chromium's own begin with a process, a time and a place in its source.
    .map((line) => line.replace(/^\[\d+:[^\]]*\]/, "").trim())
    .filter((line) => line !== "" && line !== "stderr:" && !line.startsWith("TROUBLESHOOTING"));
  const found =
    lines.find((line) => sandbox.test(line)) ??
    lines.slice(1).find((line) => telling.test(line)) ??
    lines[0] ??
    "it says nothing";
  return found.slice(0, mostCharacters);
}
