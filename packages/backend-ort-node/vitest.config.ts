import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "backend-ort-node", include: ["src/**/*.test.ts"] } });
