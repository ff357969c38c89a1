import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "measure", include: ["src/**/*.test.ts"] } });
