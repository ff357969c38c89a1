import { unknownNameError } from "@vmoe-bench/contracts";
import type { DatasetInfo } from "../dataset.ts";
import { cifar10, cifar100 } from "./cifar.ts";
import type { DatasetDefinition } from "./definition.ts";
import { fashionMnist } from "./fashion-mnist.ts";
import { hanzi, hanziUnseen } from "./hanzi.ts";

const definitions: readonly DatasetDefinition[] = [
  fashionMnist,
  cifar10,
  cifar100,
  hanzi,
  hanziUnseen,
];

/** Every data set that can be opened. */
export const datasets: readonly DatasetInfo[] = definitions.map(({ info }) => info);

export function datasetNames(): string[] {
  return datasets.map(({ name }) => name);
}

/**
 * @throws `unknown-name` with the nearest names
 */
export function definitionOf(name: string): DatasetDefinition {
  const definition = definitions.find(({ info }) => info.name === name);
  if (definition === undefined) throw unknownNameError("data set", name, datasetNames());
  return definition;
}
