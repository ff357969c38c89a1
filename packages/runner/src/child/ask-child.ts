import type { z } from "zod";
import { itsLastWords, startChild } from "./start-child.ts";

/** The one answer of a module of ours, which calls `serveParent`, in a fresh process. */
export async function askChild<Answer>(
  script: string,
  command: object,
  answers: z.ZodType<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const child = startChild<object, Answer, Answer>({
    process: { script },
    events: answers,
    onEvent: (answer) => answer,
    graceMs: 2_000,
    ...(signal && { signal }),
  });
  child.send(command);
  const gone = await child.gone;
  signal?.throwIfAborted();
  if (gone.how === "ended") return gone.end;
  const how =
    gone.how === "died"
      ? `exit ${gone.signal ?? gone.code}.${itsLastWords(gone.said)}`
      : gone.how === "not-started"
        ? gone.reason
        : "an answer that is not known";
  throw new Error(`${script} ended with ${how}`);
}
