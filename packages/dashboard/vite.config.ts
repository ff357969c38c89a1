import { defineConfig } from "vite";

/** One classic script and one style sheet: modules don't load from `file://`. */
export default defineConfig({
  build: {
    outDir: "dist/site",
    emptyOutDir: true,
    target: "es2022",
    lib: {
      entry: "src/app/main.ts",
      formats: ["iife"],
      name: "vmoeBench",
      fileName: () => "app.js",
      cssFileName: "app",
    },
  },
});
