import { createHash } from "node:crypto";
import type { PageProfile } from "@vmoe-bench/contracts";
import type { PageDevice } from "@vmoe-bench/server";

/** Names devices as their pages connect: ids are unique, and safe as file names. */
export class DeviceNames {
  readonly #chosen: string | undefined;
  readonly #sessions = new Map<string, string>();

  /** @param chosen a name that the user gave; undefined takes it from the profile */
  constructor(chosen: string | undefined) {
    this.#chosen = chosen;
  }

  readonly nameDevice = (profile: PageProfile, session: string): PageDevice => {
    const name = this.#chosen ?? describe(profile);
    const base = slug(name);
    const first = this.#chosen === undefined ? `${base}-${shortHash(session)}` : base;
    let id = first;
    for (let n = 2; (this.#sessions.get(id) ?? session) !== session; n++) id = `${first}-${n}`;
    this.#sessions.set(id, session);
    return { id, name: id === first ? name : `${name} (${id.slice(first.length + 1)})` };
  };
}

/** "Pixel 8, Chrome 141", from what the browser says of itself. */
function describe({ model, platform, userAgent }: PageProfile): string {
  const machine = model || apple(userAgent) || platform || "Unknown device";
  return `${machine}, ${browserOf(userAgent)}`.slice(0, 80);
}

function apple(userAgent: string): string | undefined {
  return /\b(iPhone|iPad)\b/.exec(userAgent)?.[1];
}

/** Every browser names the ones that it wants to be taken for: the rarer name comes first. */
const browsers: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Edge", /\bEdgA?\/(\d+)/],
  ["Samsung Internet", /\bSamsungBrowser\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)[^ ]* .*\bSafari\//],
];

function browserOf(userAgent: string): string {
  for (const [name, pattern] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return "unknown browser";
}

function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return plain === "" ? "device" : plain.slice(0, 48).replace(/-+$/, "");
}

/** The same page has the same id when it is reloaded. */
function shortHash(session: string): string {
  return createHash("sha256").update(session).digest("hex").slice(0, 6);
}
