/** The bundler's: the URL that a file is served at. */
declare module "*?url" {
  const url: string;
  export default url;
}

/** LiteRT.js's scripts, which have no types: each makes the WebAssembly module. */
declare module "@litertjs/core/wasm/*.js" {
  const factory: (module: object) => Promise<object>;
  export default factory;
}
