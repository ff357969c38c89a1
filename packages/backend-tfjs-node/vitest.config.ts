import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "backend-tfjs-node", include: ["src/**/*.test.ts"] } });
