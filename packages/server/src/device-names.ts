import { createHash } from "node:crypto";
import type { Device, PageProfile } from "@vmoe-bench/contracts";
import { RefusedError, type PageDevice } from "./socket/page-connection.ts";

/** Names devices as their pages connect: ids are safe as file names, and no two at once are the same. */
export class DeviceNames {
  readonly #chosen: string | undefined;
  /** Session of each device that is here, by its id. */
  readonly #here = new Map<string, string>();

  /** @param chosen a name that the user gave; undefined takes it from the profile */
  constructor(chosen: string | undefined) {
    this.#chosen = chosen;
  }

  /** A device that comes again has the same id; a second one that is alike is numbered. */
  readonly nameDevice = (profile: PageProfile, session: string): PageDevice => {
    const name = this.#chosen ?? describe(profile);
    const first = this.#chosen === undefined ? idOf(profile) : slug(name);
    for (let n = 1; ; n++) {
      const id = n === 1 ? first : `${first}-${n}`;
      if ((this.#here.get(id) ?? session) !== session) continue;
      this.#here.set(id, session);
      return { id, name: n === 1 ? name : `${name} (${n})` };
    }
  };

  /** The device's run has ended. */
  release({ id }: PageDevice): void {
    this.#here.delete(id);
  }
}

/** The one device that a run goes on with. */
export class ReturningDevice {
  readonly #run: string;
  readonly #device: Device;
  #session: string | undefined;

  constructor(run: string, device: Device) {
    this.#run = run;
    this.#device = device;
  }

  /** @throws RefusedError for a device of another kind, and for a second one */
  readonly nameDevice = (profile: PageProfile, session: string): PageDevice => {
    const { id, name, browser } = this.#device;
    if (browser === null || idOf(browser) !== idOf(profile))
      throw new RefusedError(
        `Run ${this.#run} is of another device: ${name}.`,
        "Open this address on that device, in that browser; or measure this one: vmoe-bench join.",
      );
    this.#session ??= session;
    if (this.#session !== session)
      throw new RefusedError(
        `${name} is here already.`,
        "Go on in the browser that opened this address first.",
      );
    return { id, name };
  };

  release(): void {
    this.#session = undefined;
  }
}

/** The id of a device that nobody gave a name: one of another kind, or another browser, has another. */
function idOf(profile: PageProfile): string {
  return `${slug(describe(profile))}-${mark(profile)}`;
}

/** "Pixel 8, Chrome", from what the browser says of itself. */
function describe({ model, platform, userAgent }: PageProfile): string {
  const machine = model || apple(userAgent) || platform || "Unknown device";
  return `${machine}, ${browserOf(userAgent)}`.replaceAll(/\p{C}/gu, " ").slice(0, 80);
}

function apple(userAgent: string): string | undefined {
  return /\b(iPhone|iPad)\b/.exec(userAgent)?.[1];
}

/** Every browser names the ones that it wants to be taken for: the rarer name comes first. */
const browsers: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Edge", /\bEdg(?:A|iOS)?\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:HeadlessChrome|Chrome|CriOS)\//],
  ["Safari", /\bSafari\//],
];

function browserOf(userAgent: string): string {
  return browsers.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? "unknown browser";
}

const longest = 48;

/** Plain letters for a file's name. Names that would look alike in them are told apart by a hash. */
function slug(name: string): string {
  const letters = name.normalize("NFKD").toLowerCase();
  const plain = letters.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "");
  const short = plain === "" ? "device" : plain.slice(0, longest).replace(/-+$/, "");
  const others = letters.replaceAll(/[a-z0-9]/g, "");
  const isWhole = plain !== "" && plain.length <= longest && !/[\p{L}\p{N}\p{S}]/u.test(others);
  return isWhole ? short : `${short}-${shortHash(name)}`;
}

/** A hash of what stays the same when a device is turned, charged, or its browser is updated. */
function mark({ platform, model, cores, memoryGb, screen, webgpu }: PageProfile): string {
  const sides = [screen.width, screen.height].toSorted((a, b) => a - b);
  const adapter = webgpu === null ? null : [webgpu.vendor, webgpu.architecture];
  const facts = [platform, model, cores, memoryGb, sides, screen.pixelRatio, adapter];
  return shortHash(JSON.stringify(facts));
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 6);
}
