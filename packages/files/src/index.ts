export { writeFileWhole, type WriteContent } from "./write-file-whole.ts";
