import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary-folder.ts";

/** Holds a folder until it is told to leave, which it does without removing it. */
const { path } = temporaryFolder("test");
writeFileSync(join(path, "file"), "content");
process.send?.(path);
process.once("message", () => process.exit(0));
