import { messageOf } from "@vmoe-bench/contracts";

/** How a download says what went wrong, in the words of what is downloaded. */
export interface FetchFailures {
  stalled(stallMs: number): Error;
  /** The host answered with another status than 200. */
  refused(status: number): Error;
  /** @param reason the network's */
  failed(reason: string, cause: unknown): Error;
}

export interface FetchedPiece {
  readonly bytes: Uint8Array;
  /** Null where the host does not say. */
  readonly totalBytes: number | null;
}

/**
 * What a URL has, piece by piece as it comes.
 * @param stallMs longest wait for the next piece
 * @throws one of `failures`, and the signal's reason when that aborts
 */
export async function* fetchedPieces(
  url: string,
  failures: FetchFailures,
  {
    signal: asked,
    stallMs = 30_000,
  }: { signal?: AbortSignal | undefined; stallMs?: number | undefined },
): AsyncGenerator<FetchedPiece> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(failures.stalled(stallMs)), stallMs);
  const signal = AbortSignal.any([stalled.signal, ...(asked ? [asked] : [])]);
  let refusal: Error | undefined;
  try {
    const response = await fetch(url, { signal, headers: { "accept-encoding": "identity" } });
    if (response.status !== 200) {
      refusal = failures.refused(response.status);
      throw refusal;
    }
    const totalBytes = contentLength(response.headers);
    for await (const bytes of response.body ?? []) {
      timer.refresh();
      if (bytes instanceof Uint8Array) yield { bytes, totalBytes };
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error === refusal ? error : failures.failed(networkReason(error), error);
  } finally {
    clearTimeout(timer);
    stalled.abort();
  }
}

function contentLength(headers: Headers): number | null {
  const text = headers.get("content-length");
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** What `fetch` hides in the cause of its "fetch failed" and "terminated". */
function networkReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== "" ? cause.message : messageOf(error);
}
