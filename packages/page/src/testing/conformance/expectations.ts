import { isViT } from "@vmoe-bench/contracts";
import type { Expectations } from "@vmoe-bench/backend/conformance";

/** What each backend in a page claims to run. Everything else it must refuse. */
export const expectations = {
  "ort-web/wasm": {
    tolerance: 1e-4,
    threads: 1,
    supports: (strategy, { config: { architecture, moe } }) =>
      !strategy.startsWith("split") ||
      (architecture !== "mobilevit" && moe?.routing === "image" && moe.k === 1),
  },
  "ort-web/webgpu": {
    tolerance: 1e-3,
    threads: 1,
    supports: (strategy, { config: { architecture, moe } }) =>
      strategy !== "moe-op" &&
      (!strategy.startsWith("split") ||
        (architecture !== "mobilevit" && moe?.routing === "image" && moe.k === 1)),
  },
  "tfjs-web/wasm": { tolerance: 1e-4, threads: 1, supports: byOperation },
  "tfjs-web/webgpu": { tolerance: 1e-3, threads: 1, supports: byOperation },
  "tfjs-web/webgl": { tolerance: 1e-3, threads: 1, supports: byOperation },
  "litert-web/wasm": {
    tolerance: 1e-4,
    threads: 1,
    supports: (...asked) => isViT(asked[1].config) && byOperation(...asked),
  },
  // LiteRT's GPU delegate leaves GATHER, and ONE_HOT of more than one row.
  "litert-web/webgpu": {
    tolerance: 1e-3,
    threads: 1,
    supports: (strategy, model, batch) =>
      isViT(model.config) &&
      strategy !== "gather" &&
      (strategy !== "all-experts" || (batch === 1 && model.config.moe?.routing === "image")) &&
      byOperation(strategy, model, batch),
  },
} satisfies Readonly<Record<string, Expectations>>;

function byOperation(...[strategy, { config }]: Parameters<Expectations["supports"]>): boolean {
  const { architecture, moe } = config;
  if (strategy === "split" || strategy === "split-lazy")
    return architecture !== "mobilevit" && moe?.routing === "image" && moe.k === 1;
  return strategy === "dense" || strategy === "gather" || strategy === "all-experts";
}

export type WebBackendId = keyof typeof expectations;
