import { mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { z } from "zod";
import { named } from "./named.ts";
import { safeName } from "./names.ts";

/** Another run measures on this device: both would measure each other. */
export class DeviceBusyError extends KnownError {
  override readonly code = "device-busy";
  override readonly exitCode = 1;

  constructor(device: string, { pid, since }: Holder) {
    super(
      `Process ${pid} has been measuring on "${device}" since ${since}; two runs at once would measure each other.`,
      "Wait for it to end, or stop it.",
    );
  }
}

const holderSchema = z.strictObject({
  pid: z.int().positive(),
  since: z.iso.datetime(),
  /** When the process started, as the system counts it; null where it does not say. */
  started: z.string().nullable().default(null),
});
type Holder = z.output<typeof holderSchema>;

const lockFile = ".lock";

/**
 * Takes the device for this process. A lock of a process that is dead, or one that can't be read, is
 * taken over.
 * @param root the results folder; made where it is missing
 * @returns gives the device back
 * @throws DeviceBusyError; ResultsNotWritableError or DiskFullError
 */
export async function lockDevice(root: string, device: string): Promise<() => Promise<void>> {
  const path = join(root, safeName(device), lockFile);
  await named(dirname(path), () => mkdir(dirname(path), { recursive: true }));
  const started = await startOf(process.pid);
  const own: Holder = { pid: process.pid, since: new Date().toISOString(), started };
  const write = () => named(path, () => written(path, own));
  if (!(await write())) {
    const holder = await holderOf(path);
    if (holder !== undefined && (await isHeld(holder))) throw new DeviceBusyError(device, holder);
    await rm(path, { force: true });
    if (!(await written(path, own)))
      throw new DeviceBusyError(device, (await holderOf(path)) ?? own);
  }
  return () => rm(path, { force: true });
}

/** False where the file is there already: made and looked for in one step. */
async function written(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(JSON.stringify(holder));
    await file.close();
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A process of the holder's number that started at another time is another process. */
async function isHeld({ pid, started }: Holder): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const now = await startOf(pid);
  return started === null || now === null || started === now;
}

/**
 * Clock ticks from the boot to the start of a process: field 22 of proc_pid_stat(5), counted from
 * behind the name, which may have spaces and brackets. With the boot's id, as ticks begin anew.
 */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  if (ticks === undefined) return null;
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return `${boot.trim()} ${ticks}`;
}

/** Signal 0 only asks; a process of another user may not be asked, and is alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === "EPERM";
  }
}
