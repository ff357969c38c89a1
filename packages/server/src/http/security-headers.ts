/**
 * What every answer carries. Cross-origin isolation gives the page WebAssembly threads and a fine
 * clock. The policy lets it run its own scripts, workers and WebAssembly, and talk to this server
 * alone; tfjs starts its threads from blob: URLs. Sockets are named because Safari's 'self' does not
 * cover them.
 */
export function securityHeaders(
  scheme: "http" | "https",
  host: string,
): Readonly<Record<string, string>> {
  const socket = `${scheme === "https" ? "wss" : "ws"}://${host}`;
  const policy = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval' blob:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${socket} blob: data:`,
    "img-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
}
