import util from "node:util";

const removed: Readonly<Record<string, (value: unknown) => boolean>> = {
  isNullOrUndefined: (value) => value === null || value === undefined,
  isArray: (value) => Array.isArray(value),
};

/** Node 23 removed functions of node:util that tfjs-node 4.22 calls (tensorflow/tfjs#8609). */
export function restoreNodeUtil(target: object = util): void {
  for (const [name, value] of Object.entries(removed))
    if (!(name in target)) Object.defineProperty(target, name, { value });
}
