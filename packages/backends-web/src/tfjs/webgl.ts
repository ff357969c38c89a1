import { isSoftwareAdapter, type Adapter } from "../gpu/adapter.ts";

/** The renderer behind WebGL 2; undefined where there is none. */
export function describeWebgl(): Pick<Adapter, "description" | "software"> | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (gl === null) return undefined;
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const said: unknown = gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  const description = String(said);
  return { description, software: isSoftwareAdapter(description) };
}
