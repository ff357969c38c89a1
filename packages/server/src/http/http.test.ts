import { once } from "node:events";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { writeSplit } from "@vmoe-bench/dataset";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createPageServer, type PageServer } from "../page-server.ts";
import { pageDataTooLargeError } from "./served-files.ts";
import { pageFolder, startServer, temporaryFolder } from "../testing/server.ts";

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** The path goes out as it is written, which fetch would tidy up. */
function get(
  server: PageServer,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Answer> {
  const { hostname, port } = new URL(server.origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** With the cookie that the page gets for the token in its address. */
async function open(server: PageServer, path: string, headers: Record<string, string> = {}) {
  const page = await get(server, `/?token=${server.token}`);
  const [cookie = ""] = String(page.headers["set-cookie"]).split(";");
  return get(server, path, { cookie, ...headers });
}

describe("the token", () => {
  test("in the address opens the page, and becomes a cookie for its files", async () => {
    const server = await startServer();
    const page = await get(server, `/?token=${server.token}`);
    expect(page.status).toBe(200);
    expect(page.body.toString()).toContain("<title>Page</title>");
    expect(String(page.headers["set-cookie"])).toMatch(
      /^vmoe-bench-\d+=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect((await open(server, "/runtime.wasm")).status).toBe(200);
  });

  test.each(["/", "/index.html", "/runtime.wasm", "/socket", "/models/", "/nothing"])(
    "is wanted for %s",
    async (path) => {
      const answer = await get(await startServer(), path);
      expect(answer.status).toBe(401);
      expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(answer.headers["set-cookie"]).toBeUndefined();
      expect(answer.body.toString()).toContain("The address has no join token.");
    },
  );

  test.each(["x", "", "0123456789012345678901"])("%j is not this server's", async (token) => {
    const server = await startServer();
    const answer = await get(server, `/?token=${token}`);
    expect(answer.status).toBe(403);
    expect(answer.body.toString()).toContain("The join token is not this server&#39;s.");
    expect((await get(server, "/", { cookie: `vmoe-bench-1=${server.token}` })).status).toBe(401);
  });

  test.each([
    [401, "", undefined],
    [403, "?token=wrong", undefined],
    [403, "?token=right", "https://elsewhere.example"],
  ])("socket: %i for %j from %j", async (status, query, origin) => {
    const server = await startServer();
    const url = `${server.origin.replace("http", "ws")}/socket${query.replace("right", server.token)}`;
    const socket = new WebSocket(url, { origin: origin ?? server.origin });
    const answered = await new Promise((resolve) => {
      socket.once("unexpected-response", (_, response) => resolve(response.statusCode));
      socket.once("open", () => resolve("open"));
    });
    expect(answered).toBe(status);
    socket.on("error", () => undefined).terminate();
  });
});

test("another name than the server's own is refused, as of a name that was made to point here", async () => {
  const server = await startServer();
  const path = `/?token=${server.token}`;
  const { port } = new URL(server.origin);
  expect((await get(server, path, { host: `localhost:${port}` })).status).toBe(200);
  for (const host of [`evil.example:${port}`, "127.0.0.1:1", "127.0.0.1"])
    expect((await get(server, path, { host })).status).toBe(421);
});

test("each address that it is found at opens the page", async () => {
  const server = await startServer({ publicHosts: ["127.0.0.1", "192.0.2.7"] });
  const { host } = new URL(server.otherUrls[0] ?? "");
  expect(host).toBe(`192.0.2.7:${new URL(server.origin).port}`);
  expect((await get(server, `/?token=${server.token}`, { host })).status).toBe(200);
});

test("every answer isolates the page and lets it load nothing from elsewhere", async () => {
  const server = await startServer();
  const { host } = new URL(server.origin);
  for (const path of [`/?token=${server.token}`, "/", `/none?token=${server.token}`]) {
    const { headers } = await get(server, path);
    expect(headers).toMatchObject({
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval' blob:;");
    expect(policy).toContain(`connect-src 'self' ws://${host} `);
  }
});

describe("files", () => {
  test("have their types", async () => {
    const server = await startServer();
    const types = await Promise.all(
      ["/", "/assets/index-C3b9Xa_1.js", "/runtime.wasm"].map(
        async (path) => (await open(server, path)).headers["content-type"],
      ),
    );
    expect(types).toEqual([
      "text/html; charset=utf-8",
      "application/javascript; charset=utf-8",
      "application/wasm",
    ]);
  });

  test("are kept for good where the name has the hash, else asked for again", async () => {
    const server = await startServer();
    const hashed = await open(server, "/assets/index-C3b9Xa_1.js");
    expect(hashed.headers["cache-control"]).toBe("private, max-age=31536000, immutable");
    const page = await open(server, "/");
    expect(page.headers["cache-control"]).toBe("private, no-cache");
    const tag = String(page.headers["etag"]);
    expect(tag).toMatch(/^W\/"[0-9a-f]{64}"$/);
    const again = await open(server, "/", { "if-none-match": `"x", ${tag}` });
    expect(again.status).toBe(304);
    expect(again.body.length).toBe(0);
    expect((await open(server, "/", { "if-none-match": '"x"' })).status).toBe(200);
  });

  test("are sent in parts", async () => {
    const server = await startServer();
    const part = await open(server, "/runtime.wasm", { range: "bytes=2-4" });
    expect(part.status).toBe(206);
    expect(part.body.toString()).toBe("234");
    expect(part.headers["content-range"]).toBe("bytes 2-4/10");
    expect((await open(server, "/runtime.wasm", { range: "bytes=10-" })).status).toBe(416);
  });

  test("are compressed where that helps", async () => {
    const server = await startServer();
    const script = await open(server, "/assets/index-C3b9Xa_1.js", { "accept-encoding": "br" });
    expect(script.headers["content-encoding"]).toBe("br");
    expect(script.body.length).toBeLessThan(200);
    expect(brotliDecompressSync(script.body).length).toBe(4_400);
  });

  test.each([
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/../../secret.txt",
    "/assets/..%5c..%5csecret.txt",
    "//etc/passwd",
    "/%2fetc%2fpasswd",
    "/link.txt",
    "/linked/secret.txt",
    "/.hidden",
    "/assets",
    "/assets/",
    "/index.html%00.js",
    "/%",
  ])("outside the page, or hidden in it, do not exist: %s", async (path) => {
    const folder = await pageFolder();
    const outside = await temporaryFolder();
    await writeFile(join(outside, "secret.txt"), "secret");
    await writeFile(join(folder, "../secret.txt"), "secret");
    await writeFile(join(folder, ".hidden"), "secret");
    await symlink(join(outside, "secret.txt"), join(folder, "link.txt"));
    await symlink(outside, join(folder, "linked"));
    const answer = await open(await startServer({ page: folder }), path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body.toString()).not.toContain("secret");
  });

  test("are only read", async () => {
    const server = await startServer();
    const head = await get(server, `/runtime.wasm?token=${server.token}`, {}, "HEAD");
    expect([head.status, head.headers["content-length"]]).toEqual([200, "10"]);
    for (const method of ["POST", "PUT", "DELETE"])
      expect((await get(server, `/?token=${server.token}`, {}, method)).status).toBe(404);
  });
});

test("a body that is too large, and headers that are, are refused", async () => {
  const server = await startServer();
  const url = `${server.origin}/?token=${server.token}`;
  const body = "x".repeat(2_000);
  expect((await fetch(url, { method: "POST", body })).status).toBeGreaterThanOrEqual(400);
  expect((await get(server, "/", { "x-long": "x".repeat(20_000) })).status).toBe(431);
});

test("half a request does not hold up the end", async () => {
  const server = await startServer();
  const socket = connect(Number(new URL(server.origin).port), "127.0.0.1");
  await once(socket, "connect");
  socket.write("GET / HTTP/1.1\r\nHost: ");
  const closed = new Promise((resolve) => socket.on("error", () => undefined).on("close", resolve));
  const started = performance.now();
  await server.close();
  await closed;
  expect(performance.now() - started).toBeLessThan(2_000);
});

describe("models and data", () => {
  test("a model's address names its content", async () => {
    const server = await startServer();
    const folder = await temporaryFolder();
    await mkdir(folder, { recursive: true });
    const manifest = {
      schemaVersion: 1,
      kind: "defined",
      model: "tiny",
      config: {
        imageSize: 4,
        channels: 1,
        patch: 2,
        width: 4,
        depth: 1,
        heads: 1,
        mlpWidth: 4,
        classes: 2,
      },
      strategy: "dense",
      precision: "float32",
      batch: 1,
      files: [{ name: "model.onnx", bytes: 3, sha256: "a".repeat(64) }],
    };
    await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
    await writeFile(join(folder, "model.onnx"), "abc");
    const base = server.mountModel(folder);
    expect(base).toMatch(/^\/models\/[0-9a-f]{64}\/$/);
    expect(server.mountModel(folder)).toBe(base);
    const model = await open(server, `${base}model.onnx`);
    expect(model.body.toString()).toBe("abc");
    expect(model.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "cache-control": "private, max-age=31536000, immutable",
    });
    expect((await open(server, `${base}manifest.json`)).status).toBe(200);
    expect((await get(server, `${base}model.onnx`)).status).toBe(401);
    await writeFile(join(folder, "about.json"), "{}");
    expect(server.mountModel(folder)).not.toBe(base);
  });

  test("a folder without a manifest is no model", async () => {
    const server = await startServer();
    const folder = await temporaryFolder();
    expect(() => server.mountModel(folder)).toThrow(`There is no prepared model in ${folder}`);
  });

  test("a split is its description, its bytes and its labels", async () => {
    const server = await startServer();
    const info = {
      name: "fashion-mnist",
      title: "Fashion-MNIST",
      classes: ["shirt", "shoe"],
      channels: 1,
      height: 1,
      width: 2,
      splits: { train: 0, test: 2 },
      licence: "MIT",
      homepage: "",
    } as const;
    const pixels = Uint8Array.of(1, 2, 3, 4);
    const folder = await temporaryFolder();
    writeSplit(folder, {
      info,
      split: "test",
      count: 2,
      labels: Uint8Array.of(0, 1),
      images: { count: 2, channels: 1, height: 1, width: 2, pixels },
      sha256: "d",
    });
    const base = server.mountSplit(folder);
    expect(base).toBe("/data/fashion-mnist/test/");
    expect(JSON.parse((await open(server, `${base}info.json`)).body.toString())).toEqual({
      name: "fashion-mnist",
      split: "test",
      count: 2,
      channels: 1,
      height: 1,
      width: 2,
      classes: ["shirt", "shoe"],
      sha256: "d",
    });
    expect([...(await open(server, `${base}images.bin`)).body]).toEqual([1, 2, 3, 4]);
    expect([...(await open(server, `${base}labels.bin`)).body]).toEqual([0, 1]);
    expect((await get(server, `${base}images.bin`)).status).toBe(401);
  });

  test("a split that is more than a page can hold is refused", async () => {
    const server = await startServer();
    const folder = await temporaryFolder();
    const form = { channels: 3, height: 20_000, width: 20_000 };
    const info = { name: "large", split: "test", count: 2, ...form, classes: ["a"], sha256: "d" };
    await writeFile(join(folder, "info.json"), JSON.stringify(info));
    // 2 x 3 x 20,000 x 20,000 bytes.
    expect(() => server.mountSplit(folder)).toThrow(pageDataTooLargeError("large", 2.4e9, 1e9));
  });
});

describe("a server that can't be", () => {
  test("on a port that is in use", async () => {
    const { port } = new URL((await startServer()).origin);
    await expect(startServer({ port: Number(port) })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is in use by another program.`,
    );
  });

  test("on an address of another machine", async () => {
    await expect(startServer({ host: "192.0.2.1" })).rejects.toThrow(
      /^The server can't listen on 192\.0\.2\.1, port 0: /,
    );
  });

  test("without a page", async () => {
    const page = await temporaryFolder();
    await expect(createPageServer({ page })).rejects.toThrow(
      `There is no page in ${page}: it has no index.html.`,
    );
  });
});
