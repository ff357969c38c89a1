import { expect, test } from "vitest";
import { escapedHtml } from "./html.ts";

test("no text can end an element or an attribute, and what was escaped is escaped again", () => {
  expect(escapedHtml(`<b title="it's">&amp;</b>`)).toBe(
    "&lt;b title=&quot;it&#39;s&quot;&gt;&amp;amp;&lt;/b&gt;",
  );
});
