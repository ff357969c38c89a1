export { writeFileWhole, writePrivately, type WriteContent } from "./write-file-whole.ts";
