import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import timm from "./timm-architectures.json" with { type: "json" };

/** What `reference/compare_architectures.sh` said of each allowed architecture, built small, beside timm. */
const compared = readFileSync(
  new URL("../reference/timm-architectures.txt", import.meta.url),
  "utf8",
).trim();

const allowed = [...Object.keys(timm.vit), ...timm.mobile];

it("is allowed where timm's own logits were compared, and no other", () => {
  const names = compared.split("\n").map((line) => line.split(":")[0]);
  expect(names).toEqual(allowed.toSorted());
});

it("is allowed where no logit was further than 1e-4 from timm's", () => {
  for (const line of compared.split("\n")) {
    const [, difference] =
      /largest difference of a logit (\S+), top-1 the same for 4: the same model\.$/.exec(line) ??
      [];
    expect(Number(difference)).toBeLessThan(1e-4);
  }
});

it("is either allowed, refused with a reason, or the old name of one of those", () => {
  const refused = Object.keys(timm.refused);
  expect(allowed.filter((name) => refused.includes(name))).toEqual([]);
  for (const reason of Object.values(timm.refused)) expect(reason).toMatch(/\w/);
  const known = new Set([...allowed, ...refused]);
  for (const name of Object.values(timm.renamed)) expect(known).toContain(name);
});
