/**
 * Gives the fields of an earlier record their names of today, before a schema reads it.
 *
 * @param names today's name by the earlier one
 * @returns for `z.preprocess`; what has today's name already, and what is no object, stays as it is
 */
export function fromOlderNames(
  names: Readonly<Record<string, string>>,
): (value: unknown) => unknown {
  return (value) =>
    typeof value !== "object" || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(
          Object.entries(value).map(([key, one]) => {
            const today = names[key];
            return [today === undefined || today in value ? key : today, one];
          }),
        );
}
