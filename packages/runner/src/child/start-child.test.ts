import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type ChildOptions, startChild } from "./start-child.ts";

const event = z.strictObject({ said: z.string() });

/** A program of lines whose body is this; it ends with `said: "last"`, or by itself. */
function run(body: string, options: Partial<ChildOptions<{ said: string }, string>> = {}) {
  const heard: string[] = [];
  const child = startChild<{ ask: string }, { said: string }, string>({
    process: { program: process.execPath, args: ["-e", body] },
    events: event,
    onEvent: ({ said }) => {
      heard.push(said);
      return said === "last" ? "its end" : undefined;
    },
    graceMs: 300,
    ...options,
  });
  return { child, heard };
}

const say = (said: string) => `console.log(JSON.stringify({ said: ${JSON.stringify(said)} }));`;
const stay = "setInterval(() => undefined, 1000);";
const echo = `require("node:readline").createInterface({ input: process.stdin })
  .on("line", (line) => console.log(JSON.stringify({ said: JSON.parse(line).ask })));`;

describe("a child that is started", () => {
  test("answers each command, and ends with its input", async () => {
    const { child, heard } = run(echo);
    child.send({ ask: "one" });
    child.send({ ask: "two" });
    child.close();
    expect(await child.gone).toEqual({ how: "died", code: 0, signal: null, said: "" });
    expect(heard).toEqual(["one", "two"]);
  });

  test("has the end that it says, and is ended after the grace when it stays", async () => {
    const { child } = run(`${say("first")} ${say("last")} ${stay}`);
    expect(await child.gone).toEqual({ how: "ended", end: "its end" });
  });

  test("is ended when it sends what the schema does not know", async () => {
    for (const line of ["{}", "no json"]) {
      const { child } = run(`console.log(${JSON.stringify(line)}); ${stay}`);
      expect(await child.gone).toEqual({ how: "bad-message" });
    }
  });

  test("leaves its last words, cut between characters", async () => {
    const { child } = run(
      `process.stderr.write("é".repeat(3000) + " over"); process.exitCode = 3;`,
    );
    const gone = await child.gone;
    expect(gone).toMatchObject({ how: "died", code: 3 });
    expect(gone).toHaveProperty("said", `${"é".repeat(3_000)} over`);
  });

  test("that is no program was not started", async () => {
    const { child } = run("", { process: { program: "/no/such/program", args: [] } });
    expect(await child.gone).toMatchObject({ how: "not-started" });
  });
});

describe("a child that is asked to stop", () => {
  test("may say its end", async () => {
    const stop = new AbortController();
    const { child } = run(
      `process.on("SIGTERM", () => { ${say("last")} process.exit(); }); ${say("here")} ${stay}`,
      {
        signal: stop.signal,
        onEvent: ({ said }) => {
          if (said === "here") stop.abort();
          return said === "last" ? "its end" : undefined;
        },
      },
    );
    expect(await child.gone).toEqual({ how: "ended", end: "its end" });
  });

  test("is ended when it does not", async () => {
    const stop = new AbortController();
    const { child } = run(`process.on("SIGTERM", () => undefined); ${say("here")} ${stay}`, {
      signal: stop.signal,
      onEvent: () => {
        stop.abort();
        return undefined;
      },
    });
    expect(await child.gone).toMatchObject({ how: "died", signal: "SIGKILL" });
  });
});
