import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { setTimeout as pause } from "node:timers/promises";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { reaches, runCommand } from "./this-machine.ts";
import { temporaryFolder } from "../testing/workplace.ts";

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("not a port");
  return address.port;
}

/** A proxy that answers every CONNECT so. */
async function proxy(answer: string): Promise<{ url: string; asked: () => string | undefined }> {
  let asked: string | undefined;
  const server = createServer();
  server.on("connect", (request, socket) => {
    asked = request.url;
    socket.end(`HTTP/1.1 ${answer}\r\n\r\n`);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, asked: () => asked };
}

test("a host that answers anything is reached", async () => {
  const server = createServer((_request, response) => response.writeHead(404).end());
  expect(await reaches(`http://127.0.0.1:${await listen(server)}/`, {})).toBe(true);
});

test("a host that refuses is not", async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  expect(await reaches(`http://127.0.0.1:${port}/`, {})).toBe(false);
});

test("through a proxy it is what the proxy says", async () => {
  const open = await proxy("200 Connection established");
  expect(await reaches("https://files.example/", { HTTPS_PROXY: open.url })).toBe(true);
  expect(open.asked()).toBe("files.example:443");
  const closed = await proxy("403 Forbidden");
  expect(await reaches("https://files.example/", { https_proxy: closed.url })).toBe(false);
  expect(await reaches("https://files.example/", { HTTPS_PROXY: "no url" })).toBe(false);
});

test("an abort is passed on", async () => {
  const stop = new AbortController();
  const server = createServer(() => stop.abort(new Error("enough")));
  const url = `http://127.0.0.1:${await listen(server)}/`;
  await expect(reaches(url, {}, stop.signal)).rejects.toThrow("enough");
});

const limit = 10_000;
const onWindows = process.platform === "win32";

test("gives the exit code, both streams and each line", async () => {
  const lines: string[] = [];
  const args = ["-p", "console.error('told'); 'one\\n' + process.env.EXTRA; "];
  const end = await runCommand({
    program: process.execPath,
    args,
    env: { EXTRA: "two" },
    limit,
    onLine: (line) => lines.push(line),
  });
  expect(end).toEqual({ end: "exited", code: 0, stdout: "one\ntwo\n", stderr: "told\n" });
  expect(lines).toEqual(["one", "two"]);
});

test("says that a program is not there", async () => {
  const end = await runCommand({ program: "no-such-program-here", args: [], limit });
  expect(end).toEqual({ end: "not-found" });
});

test("keeps the end of long output", async () => {
  const args = ["-p", "'x'.repeat(100_000) + 'end'"];
  const end = await runCommand({ program: process.execPath, args, limit });
  if (end.end !== "exited") throw new Error(end.end);
  expect(end.stdout).toHaveLength(65_536);
  expect(end.stdout.endsWith("end\n")).toBe(true);
});

test.skipIf(onWindows)("tells by which signal a command ended", async () => {
  const end = await runCommand({ program: "sh", args: ["-c", "kill -ILL $$"], limit });
  expect(end).toMatchObject({ end: "killed", by: "SIGILL" });
});

test.skipIf(onWindows)("ends a command that takes too long", async () => {
  const end = await runCommand({ program: "sleep", args: ["60"], limit: 50 });
  expect(end).toMatchObject({ end: "timed-out", limit: 50 });
});

test.skipIf(onWindows)("an abort ends the command's children too", async () => {
  const folder = await temporaryFolder();
  const file = join(folder, "pid");
  const stop = new AbortController();
  const script = `sleep 60 & echo $! > ${file}; echo started; wait`;
  const run = runCommand({
    program: "sh",
    args: ["-c", script],
    limit,
    signal: stop.signal,
    onLine: () => stop.abort(new Error("enough")),
  });
  await expect(run).rejects.toThrow("enough");
  const child = Number(await readFile(file, "utf8"));
  expect(child).toBeGreaterThan(1);
  await expect.poll(() => stateOf(child)).toMatch(/gone|Z/);
});

/** A child whose parent is gone may stay a zombie where no init process collects it. */
async function stateOf(pid: number): Promise<string> {
  const end = await runCommand({ program: "ps", args: ["-o", "stat=", "-p", `${pid}`], limit });
  await pause(10);
  return end.end === "exited" && end.stdout.trim() !== "" ? end.stdout.trim() : "gone";
}
