import { reportsAskedFor, reportSwitches } from "@vmoe-bench/contracts";
import type { Finding } from "./finding.ts";

/** What parts tell their makers: nothing, unless the user has asked for it. */
export function judgeReports(env: Readonly<Record<string, string | undefined>>): Finding {
  const name = "Telemetry";
  const asked = reportsAskedFor(env);
  if (asked.length === 0)
    return {
      name,
      status: "ok",
      detail: `off (${reportSwitches.map(({ variable }) => variable).join(", ")})`,
    };
  const [on, variables] = [
    asked.map(({ what }) => what).join(" and "),
    asked.map(({ variable }) => variable).join(" and "),
  ];
  return {
    name,
    status: "warning",
    detail: `${on}: on, as ${variables} ${asked.length === 1 ? "asks" : "ask"} for it`,
    remedy: `Unset ${variables} to have it off.`,
  };
}
