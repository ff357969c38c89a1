import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "ops-tfjs", include: ["src/**/*.test.ts"] } });
