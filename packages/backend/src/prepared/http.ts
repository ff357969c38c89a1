import {
  checkJson,
  messageOf,
  preparedManifestSchema,
  type ModelFiles,
} from "@vmoe-bench/contracts";
import {
  AlteredFileError,
  checkedFiles,
  missingFileError,
  UnreachableFileError,
} from "./checked-files.ts";

const manifestLimit = 1_000_000;

/**
 * A prepared model on a server; its files are fetched when they are asked for.
 * @param base URL of its folder, with the slash at the end
 * @throws `missing-file`, UnreachableFileError, AlteredFileError, InvalidValueError for the manifest
 */
export async function filesAt(base: string): Promise<ModelFiles> {
  const place = new URL("manifest.json", base).href;
  const bytes = await fetched(place, manifestLimit);
  if (bytes === undefined) throw missingFileError(place);
  const manifest = checkJson(preparedManifestSchema, new TextDecoder().decode(bytes), place);
  return checkedFiles(manifest, {
    placeOf: (name) => new URL(name, base).href,
    read: (name, limit) => fetched(new URL(name, base).href, limit),
  });
}

async function fetched(url: string, limit: number): Promise<Uint8Array | undefined> {
  const response = await answer(url);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new UnreachableFileError(url, `the server answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunksOf(response.body)) {
      size += chunk.length;
      if (size > limit) throw new AlteredFileError(url, `it has more than ${limit} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AlteredFileError) throw error;
    throw new UnreachableFileError(url, `it ended early (${messageOf(error)})`, { cause: error });
  }
  return joined(chunks, size);
}

/** Not the body's own iterator, which Safari lacks. */
async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  try {
    for (;;) {
      const next = await reader?.read();
      if (next?.value === undefined) return;
      yield next.value;
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

async function answer(url: string): Promise<Response> {
  try {
    return await fetch(url);
  } catch (error) {
    throw new UnreachableFileError(url, messageOf(error), { cause: error });
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
