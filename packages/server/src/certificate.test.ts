import { X509Certificate } from "node:crypto";
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { connect, type PeerCertificate } from "node:tls";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCertificate } from "./certificate.ts";
import { startServer, temporaryFolder } from "./testing/server.ts";

const names = ["192.168.1.5", "localhost"];
const days = (count: number) => new Date(Date.UTC(2026, 0, 1 + count));

test("is made for its names, for a year, and only this user may read it", async () => {
  const folder = join(await temporaryFolder(), "new");
  const { cert, validUntil, fingerprint } = await openCertificate(folder, names, days(0));
  const certificate = new X509Certificate(cert);
  expect(certificate.subjectAltName).toBe("IP Address:192.168.1.5, DNS:localhost");
  expect(certificate.ca).toBe(false);
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(validUntil).toEqual(days(365));
  expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect((await stat(join(folder, "certificate.pem"))).mode & 0o777).toBe(0o600);
});

describe("is", () => {
  test("kept while it is good, so that a phone asks once", async () => {
    const folder = await temporaryFolder();
    const first = await openCertificate(folder, names, days(0));
    expect(await openCertificate(folder, ["localhost"], days(357))).toEqual(first);
  });

  test.each([
    ["has expired", days(366), names],
    ["ends within a week", days(359), names],
    ["is not valid yet", days(-2), names],
    ["lacks a new address", days(1), ["192.168.1.6", "localhost"]],
    ["lacks a new name", days(1), ["other.local"]],
  ])("made anew when it %s", async (_, now, wanted) => {
    const folder = await temporaryFolder();
    const first = await openCertificate(folder, names, days(0));
    const second = await openCertificate(folder, wanted, now);
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect(second.validUntil.getTime()).toBeGreaterThan(now.getTime());
    expect(await openCertificate(folder, wanted, now)).toEqual(second);
  });

  test("made anew when its file was damaged", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "certificate.pem");
    const { cert } = await openCertificate(folder, names, days(0));
    const foreignKey = (await openCertificate(await temporaryFolder(), names, days(0))).key;
    for (const damage of ["", "-----BEGIN CERTIFICATE-----", `${foreignKey}\n${cert}`]) {
      await writeFile(path, damage);
      expect((await openCertificate(folder, names, days(0))).cert).not.toBe(cert);
    }
  });

  test("closed to others again when its file was opened to them", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "certificate.pem");
    await openCertificate(folder, names, days(0));
    await chmod(path, 0o644);
    await openCertificate(folder, names, days(0));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, "utf8")).toContain("BEGIN PRIVATE KEY");
  });
});

test("is what the server shows", async () => {
  const tls = await openCertificate(await temporaryFolder(), ["127.0.0.1"]);
  const server = await startServer({ tls });
  expect(server.joinUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{22}$/);
  const port = Number(new URL(server.origin).port);
  const peer = await new Promise<PeerCertificate>((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", ca: tls.cert }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.on("error", reject);
  });
  expect(peer.fingerprint256).toBe(tls.fingerprint);
});
