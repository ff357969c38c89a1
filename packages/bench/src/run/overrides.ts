import { check, suiteSchema, unknownNameError, type Suite } from "@vmoe-bench/contracts";
import { suiteOptions, type Overrides } from "../options/suite-options.ts";

/**
 * @throws `unknown-name` for an override that has no option, which no record could tell of
 * @throws InvalidValueError when the suite is not valid with them
 */
export function withOverrides(suite: Suite, overrides: Overrides): Suite {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const known: readonly string[] = suiteOptions.map(({ key }) => key);
  for (const [name] of given)
    if (!known.includes(name)) throw unknownNameError("override", name, known);
  const { images, ...changed } = Object.fromEntries(given);
  const dataset = images === undefined ? suite.dataset : { ...suite.dataset, images };
  // A strategy that is asked for by name is wanted wherever it can run.
  const exclude =
    overrides.strategies === undefined
      ? suite.exclude
      : suite.exclude.filter(({ strategy }) => strategy === undefined);
  return check(suiteSchema, { ...suite, exclude, ...changed, dataset }, "the command line");
}
