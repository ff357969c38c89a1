import type { SetupReporter } from "@vmoe-bench/setup";
import { duration, type StatusLine } from "../terminal/status-line.ts";

interface Download {
  readonly done: number;
  readonly total: number;
  readonly startedMs: number;
}

/** How parts that are set up side by side go: a line a step, and one that tells all downloads. */
export class PartsStatus {
  readonly #downloads = new Map<string, Download>();
  readonly #status: Pick<StatusLine, "line" | "update" | "clear">;
  readonly #now: () => number;

  constructor(
    status: Pick<StatusLine, "line" | "update" | "clear">,
    now: () => number = () => performance.now(),
  ) {
    this.#status = status;
    this.#now = now;
  }

  reporterOf(part: string): SetupReporter {
    return {
      step: (text) => {
        this.#downloads.delete(part);
        this.line(text);
      },
      progress: (done, total) => {
        const startedMs = this.#downloads.get(part)?.startedMs ?? this.#now();
        this.#downloads.set(part, { done, total, startedMs });
        this.#show();
      },
    };
  }

  line(text: string): void {
    this.#status.line(`setup: ${text}`);
    this.#show();
  }

  ended(part: string): void {
    this.#downloads.delete(part);
    this.#show();
  }

  #show(): void {
    const shown = [...this.#downloads].map(([part, download]) => {
      const { done, total } = download;
      return `${part} ${megabytes(done)} of ${megabytes(total)} MB${this.#left(download)}`;
    });
    if (shown.length === 0) this.#status.clear();
    else this.#status.update(`setup: ${shown.join("; ")}`);
  }

  /** Nothing is said before a twentieth is there: it would jump. */
  #left({ done, total, startedMs }: Download): string {
    if (done < total / 20) return "";
    const passed = this.#now() - startedMs;
    return `, ${duration((passed / done) * (total - done))} left`;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
