import { unsupportedCheckpointError } from "../errors.ts";

/**
 * "id2label" of Hugging Face in label order; undefined where its names are only placeholders.
 * @throws `unsupported-checkpoint` where one is missing
 */
export function namesOfLabels(
  id2label: Readonly<Record<string, string>>,
  source: string,
): readonly string[] | undefined {
  const count = Object.keys(id2label).length;
  const names = Array.from({ length: count }, (_, i) => {
    const name = id2label[i];
    if (name === undefined)
      throw unsupportedCheckpointError(source, `"id2label" has ${count} names, and none for ${i}`);
    return name;
  });
  return names.every((name, i) => name === `LABEL_${i}`) ? undefined : names;
}
