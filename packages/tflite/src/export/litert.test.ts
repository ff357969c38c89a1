import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { conformanceImages, conformanceModels } from "@vmoe-bench/backend/conformance";
import { strategySchema, UnsupportedError, type DefinedArtifact } from "@vmoe-bench/contracts";
import { runReference } from "@vmoe-bench/model";
import { ByteBuffer } from "flatbuffers";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { BuiltinOperator } from "../schema/tflite/builtin-operator.ts";
import { Model } from "../schema/tflite/model.ts";
import { exportTflite } from "./export-tflite.ts";

/** Made by testing/litert/reference.py of the files that {@link cases} writes. */
const results = z
  .object({
    runtime: z.string(),
    cases: z.array(
      z.object({
        name: z.string(),
        logits: z.array(z.number()),
        experts: z.array(z.array(z.number())),
        operators: z.record(z.string(), z.record(z.string(), z.number())),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL("testing/litert/results.json", import.meta.url), "utf8")));

interface Case {
  readonly name: string;
  readonly model: DefinedArtifact;
  readonly batch: number;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Every model, strategy and batch of the conformance suite that can be written. */
const cases = conformanceModels().flatMap((model) =>
  strategySchema.options.flatMap((strategy) =>
    [1, 7].flatMap((batch): Case[] => {
      try {
        const files = exportTflite(model, { strategy, precision: "float32", batch });
        return [{ name: `${model.id}, ${strategy}, batch ${batch}`, model, batch, files }];
      } catch (error) {
        if (error instanceof UnsupportedError) return [];
        throw error;
      }
    }),
  ),
);

const folder = process.env["LITERT_CASES"];
if (folder !== undefined)
  for (const one of cases) writeCase(join(folder, one.name.replaceAll(/\W+/g, "-")), one);

function writeCase(path: string, { name, model, batch, files }: Case): void {
  const images = conformanceImages(batch, model.config);
  mkdirSync(path, { recursive: true });
  for (const [file, bytes] of files) writeFileSync(join(path, file), bytes);
  writeFileSync(join(path, "images.f32"), new Uint8Array(images.data.buffer));
  const routings = runReference(model, images).routings.length;
  const facts = { name, dims: images.dims, gate: model.config.moe?.gate, routings };
  writeFileSync(join(path, "case.json"), JSON.stringify(facts));
}

/** How often each operator stands in a file. */
function operatorsIn(file: Uint8Array): Record<string, number> {
  const model = Model.getRootAsModel(new ByteBuffer(file));
  const graph = model.subgraphs(0);
  const counts: Record<string, number> = {};
  for (let i = 0; i < (graph?.operatorsLength() ?? 0); i += 1) {
    const code = model.operatorCodes(graph?.operators(i)?.opcodeIndex() ?? -1)?.builtinCode();
    const name = BuiltinOperator[code ?? -1] ?? "unknown";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe(`what ${results.runtime} gave`, () => {
  const given = new Map(results.cases.map((one) => [one.name, one]));

  it("is of every case", () => {
    expect([...given.keys()].toSorted()).toEqual(cases.map(({ name }) => name).toSorted());
  });

  it.each(cases)("is what the reference gives: $name", ({ name, model, batch }) => {
    const { logits, routings } = runReference(model, conformanceImages(batch, model.config));
    const largest = Math.max(...logits.map(Math.abs));
    const theirs = given.get(name);
    const differences = [...logits].map((logit, i) =>
      Math.abs(logit - (theirs?.logits[i] ?? Number.NaN)),
    );
    expect(theirs?.logits).toHaveLength(logits.length);
    expect(Math.max(...differences) / largest).toBeLessThan(1e-4);
    expect(theirs?.experts).toEqual(routings.map(({ experts }) => [...experts]));
  });

  it.each(cases)("was of the graph that is written today: $name", ({ name, files }) => {
    const written = Object.fromEntries(
      [...files].map(([file, bytes]) => [file, operatorsIn(bytes)]),
    );
    expect(written).toEqual(given.get(name)?.operators);
  });
});
