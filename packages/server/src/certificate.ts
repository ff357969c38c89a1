import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { writeFileWhole, writePrivately } from "@vmoe-bench/files";
import { generate } from "selfsigned";

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the certificate, as browsers show it: "AB:CD:…". */
  readonly fingerprint: string;
  readonly validUntil: Date;
}

const dayMs = 86_400_000;
/** Apple's systems refuse a server's certificate that is valid for longer than 825 days. */
const validDays = 365;
/** One that ends sooner is made anew, so that it does not end in the middle of a run. */
const renewDays = 7;

/**
 * This machine's own certificate for HTTPS on the local network, made on first use, and anew when it
 * ends soon, was damaged, or lacks one of the names. Only this user may read its key.
 * @param folder where it is kept; made where it is missing
 * @param names host names and addresses that it must be valid for
 */
export async function openCertificate(
  folder: string,
  names: readonly string[],
  now = new Date(),
): Promise<Certificate> {
  const path = join(folder, "certificate.pem");
  const kept = await readKept(path);
  if (kept !== undefined && isGoodFor(kept, names, now)) return kept;
  const { cert, private: key } = await generate([{ name: "commonName", value: "vmoe-bench" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(now.getTime() - dayMs),
    notAfterDate: new Date(now.getTime() + validDays * dayMs),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: names.map(alternativeName) },
    ],
  });
  await writeFileWhole(path, `${key.trim()}\n${cert.trim()}\n`, writePrivately);
  return certificateOf(cert.trim(), key.trim());
}

function alternativeName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}

function certificateOf(cert: string, key: string): Certificate {
  const { fingerprint256, validTo } = new X509Certificate(cert);
  return { cert, key, fingerprint: fingerprint256, validUntil: new Date(validTo) };
}

/** Undefined where there is none, or none that can be read. */
async function readKept(path: string): Promise<Certificate | undefined> {
  try {
    const text = await readFile(path, "utf8");
    await chmod(path, 0o600);
    const [key, cert] = ["PRIVATE KEY", "CERTIFICATE"].map(
      (kind) => new RegExp(`-----BEGIN ${kind}-----[^-]+-----END ${kind}-----`).exec(text)?.[0],
    );
    if (key === undefined || cert === undefined) return undefined;
    const isPair = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
    return isPair ? certificateOf(cert, key) : undefined;
  } catch {
    return undefined;
  }
}

function isGoodFor(
  { cert, validUntil }: Certificate,
  names: readonly string[],
  now: Date,
): boolean {
  const certificate = new X509Certificate(cert);
  const valid = (name: string) =>
    isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name);
  const isCurrent =
    validUntil.getTime() - now.getTime() > renewDays * dayMs &&
    new Date(certificate.validFrom) <= now;
  return isCurrent && names.every((name) => valid(name) !== undefined);
}
