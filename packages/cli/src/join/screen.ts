import { renderUnicodeCompact } from "uqr";
import { StatusLine, stderrColours as colours } from "../terminal/print.ts";
import { plainText } from "../terminal/layout.ts";

/** Several devices on one status line, and whole lines that begin with the device's name. */
export class Board {
  readonly #status: StatusLine;
  readonly #now = new Map<string, string>();

  constructor(status: StatusLine = new StatusLine()) {
    this.#status = status;
  }

  /** What one device does now. */
  update({ id, name }: { readonly id: string; readonly name: string }, text: string): void {
    this.#now.set(id, `${name}: ${plainText(text)}`);
    this.#show();
  }

  line(text: string): void {
    this.#status.line(text);
    this.#show();
  }

  /** The device has ended. */
  remove({ id }: { readonly id: string }): void {
    this.#now.delete(id);
    this.#status.clear();
    this.#show();
  }

  #show(): void {
    if (this.#now.size > 0) this.#status.update([...this.#now.values()].join(" | "));
  }
}

interface JoinScreen {
  readonly url: string;
  /** On this machine's other networks. */
  readonly otherUrls: readonly string[];
  readonly fingerprint: string;
  readonly validUntil: Date;
  /** What is run, and how long that takes. */
  readonly about: string;
}

/** What a person reads who is about to take a phone. */
export function joinText(screen: JoinScreen): string {
  const { url, otherUrls, fingerprint, validUntil, about } = screen;
  return [
    about,
    "",
    code(url),
    "",
    "Scan the code with the phone's camera, or open this address:",
    "",
    colours.bold(url),
    "",
    ...otherUrls.flatMap((other) => ["Or, on another network of this machine:", "", other, ""]),
    "The phone must be on the same network. It will warn that the connection is not private,",
    "because this machine made its certificate itself. To go on:",
    "  Chrome, Edge, Samsung   Advanced, then Proceed",
    "  Safari                  Show Details, then visit this website, then Visit Website",
    "  Firefox                 Advanced, then Accept the Risk and Continue",
    `The certificate is this one if its SHA-256 fingerprint is\n  ${fingerprint}`,
    `(valid until ${validUntil.toISOString().slice(0, 10)})`,
    "",
    "Keep the page open and the phone awake and on power. Whoever has the address may join;",
    "it is worthless when this program ends. Ctrl-C ends it; what was measured is kept.",
    "",
    "Waiting for devices...",
  ].join("\n");
}

/** Light where the terminal is dark; with colours, right on a light terminal as well. */
function code(url: string): string {
  // A quiet border of four modules, as the standard (ISO/IEC 18004) asks for.
  const lines = renderUnicodeCompact(url, { border: 4 }).split("\n");
  return lines.map((line) => colours.bgBlack(colours.whiteBright(line))).join("\n");
}
