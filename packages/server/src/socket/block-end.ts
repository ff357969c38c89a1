import type { BlockEnd } from "@vmoe-bench/contracts";

/** @param measured samples or predictions that had been streamed */
export function lostEnd(measured: number): BlockEnd {
  const known = measured === 0 ? "" : ` It had measured ${measured} times.`;
  return {
    type: "failed",
    failure: {
      code: "page-reloaded",
      message: `The page was reloaded in the middle of the block, as a browser does when memory runs out.${known}`,
      remedy: "Close other tabs and apps, or use a smaller batch or model.",
    },
  };
}
