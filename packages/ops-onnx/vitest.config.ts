import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "ops-onnx", include: ["src/**/*.test.ts"] } });
