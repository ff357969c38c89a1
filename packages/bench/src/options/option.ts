/** One option of the command line, which changes one field of what is asked. */
export interface RequestOption<Asked extends object> {
  readonly key: keyof Asked & string;
  /** "--batch <n...>" */
  readonly flags: string;
  readonly help: string;
  /** In the help. */
  readonly choices: readonly string[] | undefined;
  /** What is taken where it is not given, in the help. */
  readonly usual: string | boolean | undefined;
  /** What it stands for where no word follows; undefined where one must. */
  readonly bare: string | undefined;
  /** Whether it is for `run` alone, and not for pages that join. */
  readonly isHereOnly: boolean;
  /**
   * What is asked with one more word of this option.
   * @throws OptionValueError
   */
  readonly read: (asked: Asked, word: string) => Asked;
  /** The option with the words that ask for this again; none where it need not be said. */
  readonly write: (asked: Asked) => readonly string[];
}

interface Spec<V> {
  readonly flags: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly usual?: string | boolean;
  readonly bare?: string;
  readonly isHereOnly?: boolean;
  /** @param before what earlier words gave */
  readonly parse: (word: string, before: V | undefined) => V;
  /** The words after the flag; undefined where it need not be said. */
  readonly write: (value: V) => readonly string[] | undefined;
}

/** What makes options that change `Asked`. */
export function optionsOf<Asked extends object>() {
  return <K extends keyof Asked & string>(
    key: K,
    { choices, usual, bare, isHereOnly = false, ...spec }: Spec<NonNullable<Asked[K]>>,
  ): RequestOption<Asked> => {
    const [flag = spec.flags] = spec.flags.split(" ");
    return {
      key,
      flags: spec.flags,
      help: spec.help,
      choices,
      usual,
      bare,
      isHereOnly,
      read: (asked, word) => ({ ...asked, [key]: spec.parse(word, asked[key] ?? undefined) }),
      write: ({ [key]: value }) => {
        const words = value === undefined || value === null ? undefined : spec.write(value);
        return words === undefined ? [] : [flag, ...words];
      },
    };
  };
}

/** One word; the last that is given counts. */
export function one<V>(parse: (word: string) => V, write: (value: V) => string = String) {
  return { parse, write: (value: V) => [write(value)] };
}

/** One word or more, all of which count. */
export function many<V>(parse: (word: string) => V, write: (value: V) => string = String) {
  return {
    parse: (word: string, before: readonly V[] = []) => [...before, parse(word)],
    write: (values: readonly V[]) => values.map(write),
  };
}

/** No word: it is given or not. */
export const given = {
  bare: "true",
  parse: () => true,
  write: (value: boolean) => (value ? [] : undefined),
};
