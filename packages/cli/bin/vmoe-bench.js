#!/usr/bin/env node
import { existsSync } from "node:fs";

if (existsSync(new URL("../dist/main.js", import.meta.url))) {
  const { main } = await import("../dist/main.js");
  await main();
} else {
  process.stderr.write("error: vmoe-bench is not built yet.\n       Run `npm run build` first.\n");
  process.exitCode = 2;
}
