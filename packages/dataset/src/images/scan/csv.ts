import { LabelLineError } from "../../errors/scan-errors.ts";

export interface Row {
  readonly cells: readonly string[];
  /** Of its start, from 1. */
  readonly line: number;
}

export type Separator = "," | ";" | "\t" | "|";

/**
 * Rows of a table as RFC 4180 has them: quotes around cells, doubled inside. Empty rows are passed
 * over.
 * @throws LabelLineError
 */
export function parseCsv(text: string, path: string, separator: Separator): Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let cell = "";
  let state: "start" | "plain" | "quoted" | "closed" = "start";
  let line = 1;
  let startLine = 1;
  const endCell = (): void => {
    cells.push(cell);
    cell = "";
    state = "start";
  };
  const endRow = (): void => {
    endCell();
    if (cells.some((one) => one !== "")) rows.push({ cells, line: startLine });
    cells = [];
    startLine = line;
  };
  const content = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  for (let i = 0; i < content.length; i++) {
    const c = content.charAt(i);
    if (c === "\n") line++;
    if (state === "quoted") {
      if (c === '"') state = "closed";
      else cell += c;
    } else if (state === "closed" && c === '"') {
      cell += c;
      state = "quoted";
    } else if (c === separator) endCell();
    else if (c === "\n") endRow();
    else if (c === '"' && state === "start") state = "quoted";
    else if (state === "closed")
      throw new LabelLineError(path, line, "goes on after a closing quote");
    else {
      cell += c;
      state = "plain";
    }
  }
  if (state === "quoted")
    throw new LabelLineError(path, startLine, "has a quote that is never closed");
  if (cell !== "" || cells.length > 0) endRow();
  return rows;
}
