import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Header } from "tar";

/** Writes files below a folder; `{ to }` makes a link. */
export async function writeTree(
  root: string,
  files: Readonly<Record<string, string | Uint8Array | { readonly to: string }>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    if (typeof content === "string" || content instanceof Uint8Array)
      await writeFile(path, content);
    else await symlink(content.to, path);
  }
}

/** A tar of these files, in their order; names are taken as they are. */
export function tarOf(files: readonly (readonly [name: string, content: Uint8Array | string])[]) {
  const parts = files.flatMap(([path, content]) => {
    const body = Buffer.from(content);
    const header = new Header({ path, size: body.length, type: "File", mode: 0o644 });
    const bytes = Buffer.alloc(512);
    header.encode(bytes, 0);
    return [bytes, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1_024)]);
}
