export { openCertificate } from "./certificate.ts";
export type { Certificate } from "./certificate.ts";
export * from "./errors.ts";
export { createPageServer } from "./page-server.ts";
export type { PageServer, PageServerOptions } from "./page-server.ts";
export type { BlockPlace, PageConnection, PageDevice } from "./socket/page-connection.ts";
export type { PagePresence } from "./socket/page-session.ts";
export { createRemotePageHost } from "./remote-page-host.ts";
export type { RemotePageOptions } from "./remote-page-host.ts";
