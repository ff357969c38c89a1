import { readdirSync } from "node:fs";
import { turnReportsOff } from "@vmoe-bench/contracts";
import { defineConfig } from "vitest/config";

// In its processes, too: what they load would report home.
turnReportsOff(process.env);

// Not "import": it would be passed on to packages that are required, too.
const source = ["source", "node", "module"];
const packages = readdirSync(new URL("packages", import.meta.url));

/**
 * One project a package, and `test/` for what spans packages. Workspace packages resolve to their
 * sources, so a unit test never sees a stale build.
 */
export default defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source } },
  test: {
    testTimeout: 90_000,
    // Vitest leaves one core free: on two cores nothing would run beside a test that waits.
    maxWorkers: "100%",
    projects: [
      ...packages.map((name) => ({
        extends: true as const,
        test: { name, root: `packages/${name}`, include: ["src/**/*.test.ts"] },
      })),
      { extends: true as const, test: { name: "end-to-end", include: ["test/**/*.test.ts"] } },
    ],
  },
});
