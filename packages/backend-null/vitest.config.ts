import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "backend-null", include: ["src/**/*.test.ts"] } });
