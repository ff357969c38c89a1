import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "zoo", include: ["src/**/*.test.ts"] } });
