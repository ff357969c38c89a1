/** The bundler's: the URL that a file is served at. */
declare module "*?url" {
  const url: string;
  export default url;
}
