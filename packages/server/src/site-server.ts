import { randomBytes } from "node:crypto";
import { createGuarded } from "./http/guarded.ts";
import { allowedHosts, hostInUrl, listen } from "./http/listen.ts";

export interface SiteServerOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Names and addresses that it is found at. It answers to no others, but on this machine. */
  readonly publicHosts: readonly string[];
  /**
   * A file's text by its exact path ("/data.js"), whatever that is; undefined where there is none.
   * It may be another one each time.
   */
  readonly file: (path: string, query: URLSearchParams) => Promise<string | undefined>;
}

/** Serves text files to browsers that hold the token. */
export interface SiteServer {
  /** What a person opens, at each public host: the origin with the token. */
  readonly urls: readonly string[];
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

/** @throws `port-in-use`, `cannot-listen` */
export async function createSiteServer(options: SiteServerOptions): Promise<SiteServer> {
  const { host, publicHosts, file } = options;
  const token = randomBytes(16).toString("base64url");
  const hosts = new Set<string>();
  const http = await createGuarded({ scheme: "http", tls: undefined, token, hosts });
  http.get("/*", async (request, reply) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const path = pathname === "/" ? "/index.html" : pathname;
    const text = await file(path, searchParams);
    const type = types[path.split(".").at(-1) ?? ""];
    if (text === undefined || type === undefined) return reply.callNotFound();
    return reply.header("cache-control", "no-store").type(type).send(text);
  });
  const port = await listen(http, host, options.port);
  for (const name of allowedHosts([host, ...publicHosts], port)) hosts.add(name);
  return {
    urls: publicHosts.map((name) => `http://${hostInUrl(name)}:${port}/?token=${token}`),
    close: async () => http.close(),
  };
}
