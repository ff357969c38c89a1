/** What systems and tools leave beside data, in small letters. */
const leftovers = new Set([
  "__macosx",
  "__pycache__",
  "@eadir",
  "#recycle",
  "#snapshot",
  "@recycle",
  "@recently-snapshot",
  "@tmp",
  "$recycle.bin",
  "system volume information",
  "lost+found",
]);

/** Names of files and folders that are no part of a data set; "._x.jpg" is what macOS keeps beside x.jpg. */
export function isIgnored(name: string): boolean {
  return name.startsWith(".") || leftovers.has(name.toLowerCase());
}
