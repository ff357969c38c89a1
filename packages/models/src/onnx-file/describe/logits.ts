import { InvalidValueError } from "@vmoe-bench/contracts";
import { NoClassifierError, undescribedModelError } from "../errors.ts";
import type { Inference } from "../infer/infer.ts";
import type { OnnxGraph } from "../wire/decode.ts";
import { elementTypes, typeName } from "../wire/tensor.ts";
import type { Described } from "./description.ts";

interface Logits {
  /** The output's name. */
  readonly logits: string;
  /** K */
  readonly classes: number;
}

interface Output {
  readonly name: string;
  /** ONNX's number of its element type; 0 where nothing is said. */
  readonly type: number;
  /** "sequence", of what is no tensor. */
  readonly other: string | undefined;
  readonly classes: number | undefined;
}

/**
 * The output that the json names, the only one, or the only one of [B,K] floats.
 * @throws NoClassifierError for one of another type; `undescribed-model`, InvalidValueError
 */
export function logitsOf(
  graph: OnnxGraph,
  found: Inference,
  path: string,
  { file, description }: Described,
): Logits {
  const outputs = graph.outputs.map(({ name, dims, type, other }): Output => {
    const inferred = found.values.get(name);
    const known = inferred?.dims ?? dims?.map(numberOf);
    const classes = known === undefined ? undefined : classesIn(known);
    return { name, other, type: type === 0 ? (inferred?.type ?? 0) : type, classes };
  });
  const names = outputs.map(({ name }) => `"${name}"`).join(", ");
  // One number an image, or integers, are no classes: an expert's index, a gate, a label.
  const rows = outputs.filter(
    ({ type, classes }) => type === elementTypes.float32 && classes !== undefined && classes > 1,
  );
  const candidates = outputs.length === 1 ? outputs : rows;
  const [only] =
    description.logits === undefined
      ? candidates
      : outputs.filter(({ name }) => name === description.logits);
  if (only === undefined && description.logits !== undefined)
    throw new InvalidValueError(file, [`"logits": the graph has the outputs ${names}`]);
  if (only === undefined) {
    const given = outputs.map((output) => `"${output.name}" ${givenBy(output)}`).join(", ");
    throw new NoClassifierError(
      path,
      `it has no output of [B,K] in float32, only ${given}`,
      remedyFor(outputs),
    );
  }
  if (only.other !== undefined || ![0, elementTypes.float32].includes(only.type))
    throw new NoClassifierError(
      path,
      `its output "${only.name}" ${givenBy(only)}, and logits are read as float32`,
      remedyFor([only]),
    );
  if (description.logits === undefined && candidates.length > 1)
    throw undescribedModelError(
      path,
      [`Which of its outputs ${names} are the logits? Set "logits".`],
      file,
    );
  const said = description.classes?.length;
  const classes = only.classes ?? said;
  if (classes === undefined)
    throw undescribedModelError(path, [`What are its classes? Set "classes" or "labels".`], file);
  const named = said === undefined || said === classes;
  if (!named && !(description.background === true && said === classes - 1))
    throw new InvalidValueError(file, [`it names ${said} classes, the graph has ${classes}`]);
  return { logits: only.name, classes };
}

function numberOf(size: number | { readonly name: string }): number | undefined {
  return typeof size === "number" ? size : undefined;
}

/** K of [B,K], and of [B,K,1,1] as some convolutional networks end. */
function classesIn([, classes, ...rest]: readonly (number | undefined)[]): number | undefined {
  return rest.every((size) => size === 1) ? classes : undefined;
}

function givenBy({ other, type }: Output): string {
  if (other !== undefined) return `gives a ${other}`;
  return type === 0 ? "gives what the graph does not say" : `gives ${typeName(type)}`;
}

/** What its maker can do to have logits. */
function remedyFor(outputs: readonly Output[]): string {
  if (outputs.some(({ other }) => other !== undefined))
    return "Export it with its logits or probabilities as a tensor [B,K], as with zipmap=False.";
  const others: readonly number[] = [
    elementTypes.float16,
    elementTypes.float64,
    elementTypes.bfloat16,
  ];
  if (outputs.some(({ type }) => others.includes(type)))
    return "Export it with a Cast to float32 as its last node.";
  return "Export it with its logits as a float32 tensor [B,K], before ArgMax or TopK.";
}
