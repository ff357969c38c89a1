import { defineConfig } from "vitest/config";

const source = ["source", "node", "import", "module", "default"];

/** One project a package. Workspace packages resolve to their sources, so a test never sees a stale build. */
export default defineConfig({
  test: { projects: ["packages/*/vitest.config.ts", "test/vitest.config.ts"] },
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source } },
});
