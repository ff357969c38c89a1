import { basename, join } from "node:path";
import { checkJson } from "@vmoe-bench/contracts";
import { z } from "zod";
import { readJsonText } from "../files/locate.ts";
import { unsupportedCheckpointError } from "../errors.ts";
import { type Description, nothingSaid } from "./description.ts";
import { huggingFaceDescription } from "./hugging-face.ts";
import { timmDescription } from "./timm.ts";

const anyObject = z.record(z.string(), z.unknown());

/**
 * What the folder's config.json and preprocessor_config.json say.
 * @throws InvalidValueError, `unsupported-checkpoint`, `other-file`
 */
export async function readDescription(folder: string): Promise<Description> {
  const path = join(folder, "config.json");
  const config = await readJson(path);
  if (config === undefined) return nothingSaid;
  if ("architecture" in config) return timmDescription(config, path);
  if (!("model_type" in config))
    throw unsupportedCheckpointError(
      path,
      `${basename(path)} has neither timm's "architecture" nor Hugging Face's "model_type"`,
      "Lay the config.json beside the weights that timm or Hugging Face wrote with them.",
    );
  const source = join(folder, "preprocessor_config.json");
  const value = await readJson(source);
  return huggingFaceDescription(config, value && { value, source }, path);
}

async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  const text = await readJsonText(path);
  return text === undefined ? undefined : withoutNulls(checkJson(anyObject, text, path));
}

/** Python writes null for what was left out. */
function withoutNulls(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      if (value === null) return [];
      const nested = anyObject.safeParse(value);
      return [[key, nested.success ? withoutNulls(nested.data) : value]];
    }),
  );
}
