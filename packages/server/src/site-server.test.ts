import { request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { createSiteServer } from "./site-server.ts";

async function served() {
  const server = await createSiteServer({
    host: "127.0.0.1",
    port: 0,
    publicHosts: ["127.0.0.1", "192.0.2.7"],
    file: async (path, query) =>
      ["/index.html", "/data.js", "/secret.key"].includes(path)
        ? `${path} ${query.get("version") ?? ""}`
        : undefined,
  });
  onTestFinished(() => server.close());
  const { urls } = server;
  const url = new URL(urls[0] ?? "");
  const token = url.searchParams.get("token") ?? "";
  const get = async (path: string, withToken = true) => {
    const answer = await fetch(`${url.origin}${path}`, {
      headers: withToken ? { cookie: `vmoe-bench-${url.port}=${token}` } : {},
    });
    const { status, headers } = answer;
    return { status, type: headers.get("content-type"), text: await answer.text(), headers };
  };
  return { get, urls };
}

test("files by their path, as they are now, to who holds the token", async () => {
  const { get } = await served();
  expect(await get("/data.js?version=3")).toMatchObject({
    status: 200,
    type: "text/javascript; charset=utf-8",
    text: "/data.js 3",
  });
  const page = await get("/");
  expect(page.text).toBe("/index.html ");
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(await get("/data.js", false)).toMatchObject({ status: 401 });
});

test("what is not listed, or of no kind that is served, does not exist", async () => {
  const { get } = await served();
  for (const path of ["/../data.js.map", "/%2e%2e/etc/passwd", "/secret.key", "/x.js"])
    expect({ path, status: (await get(path)).status }).toEqual({ path, status: 404 });
});

/** As for a request that came to another address of this machine. */
function statusAt(url: URL, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on("error", reject).end();
  });
}

test("at each address that it is found at, and at no other", async () => {
  const { urls } = await served();
  const [here, other] = urls.map((url) => new URL(url));
  if (here === undefined || other === undefined) throw new Error("There are two.");
  expect(other.hostname).toBe("192.0.2.7");
  expect(await statusAt(here, other.host)).toBe(200);
  expect(await statusAt(here, other.host.replace("2.7", "2.8"))).toBe(421);
});
