import { defaultClientConditions, defineConfig } from "vite";

/** Workspace packages from their sources, and ONNX Runtime without its own copy of its loader. */
const conditions = ["source", "onnxruntime-web-use-extern-wasm", ...defaultClientConditions];

export default defineConfig({
  // The page may lie in any folder of its server.
  base: "./",
  resolve: { conditions },
  worker: { format: "es", rolldownOptions: { output: { hashCharacters: "hex" } } },
  build: {
    target: "es2022",
    // Runtimes are files of their own, which a browser keeps by their names' hash.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    chunkSizeWarningLimit: 4_000,
    // Names that end in a hash of the content are kept by browsers for ever; hex has no "-" in it.
    rolldownOptions: { output: { hashCharacters: "hex" } },
  },
});
