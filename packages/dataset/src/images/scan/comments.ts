import { isImageName } from "./walk.ts";

interface WithoutComments {
  /** With an empty line for each comment, so that lines keep their numbers. */
  readonly text: string;
  readonly notes: readonly string[];
}

/** A label file without the lines at its start that begin with "#" and name no image. */
export function withoutComments(text: string, path: string): WithoutComments {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const end = lines.findIndex((line) => line.trim() !== "" && !isComment(line));
  const comments = lines.slice(0, end === -1 ? lines.length : end).filter(isComment);
  const [first] = comments;
  if (first === undefined) return { text, notes: [] };
  const count = comments.length === 1 ? "line" : `${comments.length} lines`;
  return {
    text: lines.map((line, i) => (i < end || end === -1 ? "" : line)).join("\n"),
    notes: [
      `The first ${count} of ${path} ${comments.length === 1 ? "is a comment and was" : "are comments and were"} passed over: ${JSON.stringify(first.trim().slice(0, 60))}.`,
    ],
  };
}

function isComment(line: string): boolean {
  const [word = ""] = line.trim().split(/[,;|\t]/);
  return word.startsWith("#") && !isImageName(word) && !isImageName(word.split(/\s+\S+$/)[0] ?? "");
}
