import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";

const limitMilliseconds = 4_000;

/**
 * True if the URL's host answers in time. Through the proxy that the environment names, if any,
 * since the tools that we start for the download go through it too.
 */
export async function reaches(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<boolean> {
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(limitMilliseconds);
  const either = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  const proxy = env["HTTPS_PROXY"] ?? env["https_proxy"];
  const answered = proxy
    ? await tunnels(proxy, new URL(url), either)
    : await fetch(url, { method: "HEAD", redirect: "manual", signal: either }).then(
        () => true,
        () => false,
      );
  signal?.throwIfAborted();
  return answered;
}

function tunnels(proxy: string, target: URL, signal: AbortSignal): Promise<boolean> {
  if (!URL.canParse(proxy)) return Promise.resolve(false);
  const { protocol, hostname, port, username, password } = new URL(proxy);
  const request = protocol === "https:" ? secureRequest : plainRequest;
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  const headers =
    username === "" ? {} : { "proxy-authorization": `Basic ${login.toString("base64")}` };
  const host = `${target.hostname}:${target.port === "" ? "443" : target.port}`;
  return new Promise((resolve) => {
    const connect = request({ hostname, port, method: "CONNECT", path: host, headers, signal });
    connect.once("connect", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode === 200);
    });
    connect.once("error", () => resolve(false));
    connect.end();
  });
}
