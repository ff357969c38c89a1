import type { PageProfile } from "@vmoe-bench/contracts";
import { type PageDevice, RefusedError, reload, type Wire } from "./page-connection.ts";
import { PageSession, type Hello, type SessionOptions } from "./page-session.ts";

/** @throws RefusedError for a page that is not wanted */
export type NameDevice = (profile: PageProfile, session: string) => PageDevice;

interface SessionsOptions extends SessionOptions {
  readonly nameDevice: NameDevice;
  /** Pages that may be here at once. */
  readonly maxPages: number;
}

/** More have never been at one server; they are kept until it ends. */
const mostSessions = 10_000;

/** Every page that came, and the ones that nobody has taken yet. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, PageSession>();
  readonly #waiting: PageSession[] = [];
  readonly #takers: ((page: PageSession) => void)[] = [];

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /**
   * A page said hello on this wire: a new one, or one that comes back.
   * @throws RefusedError
   */
  async greet(wire: Wire, hello: Hello): Promise<PageSession> {
    const known = this.#sessions.get(hello.session);
    if (known === undefined || (known.gone && hello.runningBlock === null))
      return this.#admit(wire, hello);
    if (known.gone)
      throw new RefusedError(
        "The page was away for too long, and its run has ended without it.",
        "Reload the page to measure anew.",
      );
    const before = known.wire;
    if (before !== undefined) {
      const isOpenTwice = (await before.isAlive()) || known.wire !== before;
      if (isOpenTwice)
        throw new RefusedError(
          "This page is open in another tab of this browser already.",
          "Go on in that tab, or close it and reload this one.",
        );
      before.close();
    }
    known.attach(wire, hello);
    return known;
  }

  #admit(wire: Wire, hello: Hello): PageSession {
    if (hello.runningBlock !== null)
      throw new RefusedError("The page is in the middle of a run of another server.", reload);
    const here = [...this.#sessions.values()].filter(({ gone, wire }) => !gone && wire);
    if (here.length >= this.#options.maxPages || this.#sessions.size >= mostSessions)
      throw new RefusedError(
        `There are ${here.length} pages here already, which is the most.`,
        "Wait until one has ended, and reload.",
      );
    const device = this.#options.nameDevice(hello.profile, hello.session);
    const session = new PageSession(hello, device, this.#options);
    this.#sessions.set(hello.session, session);
    session.attach(wire, hello);
    const taker = this.#takers.shift();
    if (taker === undefined) this.#waiting.push(session);
    else taker(session);
    return session;
  }

  /** Rejects with the signal's reason when that aborts. */
  next(signal: AbortSignal): Promise<PageSession> {
    signal.throwIfAborted();
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    return new Promise((resolve, reject) => {
      const take = (page: PageSession) => {
        signal.removeEventListener("abort", abort);
        resolve(page);
      };
      const abort = () => {
        this.#takers.splice(this.#takers.indexOf(take), 1);
        reject(reasonOf(signal));
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#takers.push(take);
    });
  }

  end(): void {
    for (const session of this.#sessions.values()) session.end();
  }
}

function reasonOf({ reason }: { reason: unknown }): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
