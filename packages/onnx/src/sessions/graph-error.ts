import { KnownError, messageOf, UnsupportedError } from "@vmoe-bench/contracts";

/** What is the machine's, and not the graph's. */
const ofMachine = /alloc|out of memory|device.*lost|lost.*device|abort/i;

/**
 * What ONNX Runtime says of a graph that was made elsewhere, as its maker's to mend.
 * @param model as messages name it
 * @param batch images of the run that failed; undefined where it failed before
 * @returns what was thrown where it is no fault of the graph's
 */
export function graphError(
  error: unknown,
  model: string,
  batch: number | undefined,
): UnsupportedError | Error {
  const said = messageOf(error);
  if (error instanceof KnownError) return error;
  if (ofMachine.test(said)) return error instanceof Error ? error : new Error(said);
  const cause = { cause: error };
  const operator = unknownOperator(said);
  if (operator !== undefined)
    return new UnsupportedError(
      `${model} has the operator "${operator}", which ONNX Runtime does not know.`,
      "Export it with the operators of ONNX; libraries of other operators are not loaded here.",
      cause,
    );
  const [, kernel] = /find an implementation for (\w+)/i.exec(said) ?? [];
  if (kernel !== undefined)
    return new UnsupportedError(
      `${model} has the operator "${kernel}" with types or a version that ONNX Runtime has no kernel for here.`,
      "Export it in float32, with another opset, or use another backend.",
      cause,
    );
  if (batch === undefined)
    return new UnsupportedError(
      `ONNX Runtime does not open the graph of ${model}: ${inOneSentence(said)}`,
      "Export it again, or check it with `python -m onnx.checker`.",
      cause,
    );
  return new UnsupportedError(
    `ONNX Runtime does not run ${model} with ${batch} ${batch === 1 ? "image" : "images"}: ${inOneSentence(said)}`,
    batch === 1
      ? `Where its graph takes another number of images a run, say so as "batch" in the json beside it.`
      : `Where its graph takes 1 image a run and does not say so, set "batch": 1 in the json beside it.`,
    cause,
  );
}

/** "com.example.Magic", in the two ways that ONNX Runtime names it. */
function unknownOperator(said: string): string | undefined {
  const [, domain = "", op] = /([\w.]*):(\w+)\(-?\d+\) is not a registered/.exec(said) ?? [];
  if (op !== undefined) return domain === "" ? op : `${domain}.${op}`;
  return /No Op registered for (\w+)/.exec(said)?.[1];
}

/** Without the places in ONNX Runtime's sources that its errors begin with. */
function inOneSentence(said: string): string {
  const status = /Status Message:\s*(.*)$/s.exec(said)?.[1] ?? said;
  const node = /running (\w+) node/.exec(said)?.[1];
  const text = status
    .replace(/^.*was false\.\s*/s, "")
    .replace(/^(?:\S*\.(?:cc|h|cpp):\d+\s+.*?\)\s*)/s, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, 400)
    .replace(/\.?$/, ".");
  return node === undefined ? text : `${node}: ${text}`;
}
