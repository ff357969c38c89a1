import type { Summary } from "../summary/row.ts";
import { headingOf } from "./heading.ts";
import { remarksOf } from "./remarks.ts";
import { tablesOf } from "./tables-of.ts";
import type { TextTable } from "./tables.ts";

/** What a text format draws: tables under one heading, then sentences. All of it is safe text. */
export interface Document {
  readonly heading: string;
  readonly tables: readonly TextTable[];
  readonly remarks: readonly string[];
}

export function documentOf(summary: Summary): Document {
  return {
    heading: headingOf(summary),
    tables: tablesOf(summary),
    remarks: remarksOf(summary),
  };
}
