import type { Arm, Scenario } from "@vmoe-bench/contracts";

/**
 * What a latency of these arms is of: "a batch of 1", or, where scenarios are mixed, "a batch of 1 or a
 * frame since it was due (camera)". Batches that differ are not told.
 */
export function queryText(arms: readonly Arm[]): string {
  const batches = new Set(arms.map(({ batch }) => batch));
  const batch = batches.size === 1 ? ` of ${[...batches].join()}` : null;
  const kinds = [...new Set(arms.map(({ scenario }) => kindOf(scenario)))];
  const texts = kinds.map((kind) => {
    const text = textOf(kind, batch);
    return kinds.length > 1 && kind !== "stream" ? `${text} (${kind})` : text;
  });
  return [...texts.slice(0, -2), texts.slice(-2).join(" or ")].join(", ");
}

function kindOf({ kind }: Scenario): "stream" | "offline" | "camera" {
  return kind === "single-stream" || kind === "multi-stream" ? "stream" : kind;
}

function textOf(kind: ReturnType<typeof kindOf>, batch: string | null): string {
  switch (kind) {
    case "stream":
      return `a batch${batch ?? ""}`;
    case "offline":
      return `a pass over all images${batch === null ? "" : ` in batches${batch}`}`;
    case "camera":
      return "a frame since it was due";
  }
}
