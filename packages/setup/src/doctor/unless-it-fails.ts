import { messageOf } from "@vmoe-bench/contracts";
import type { Finding } from "./finding.ts";

/** What looking finds; where looking itself fails, that is the finding, and the others are still told. */
export async function unlessItFails(
  name: string,
  look: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    return [
      {
        name,
        status: "warning",
        detail: `could not be looked at: ${messageOf(error)}`,
        remedy: "Look at the permissions of what is named, and run doctor again.",
      },
    ];
  }
}
