import type { BlockRecord, Provenance } from "@vmoe-bench/contracts";

/** What tells machines apart. */
export type Machine = Pick<Provenance["system"], "cpu" | "cores" | "arch">;

/** Each machine that completed a block, once. */
export function machinesOf(records: readonly BlockRecord[]): Machine[] {
  const machines: Machine[] = [];
  for (const record of records) {
    if (record.status !== "completed") continue;
    const { cpu, cores, arch } = record.provenance.system;
    const known = machines.some(
      (one) => one.cpu === cpu && one.cores === cores && one.arch === arch,
    );
    if (!known) machines.push({ cpu, cores, arch });
  }
  return machines;
}

/** What a browser keeps to itself tells nothing apart. */
export function mayBeOne(a: Machine, b: Machine): boolean {
  return (["cpu", "cores", "arch"] as const).every(
    (fact) => a[fact] === b[fact] || [a[fact], b[fact]].some(isUnknown),
  );
}

function isUnknown(fact: string | number): boolean {
  return fact === "unknown" || fact === 0;
}

/** "AMD EPYC (2 cores, x64)" */
export function machineName({ cpu, cores, arch }: Machine): string {
  const count = cores === 0 ? "unknown cores" : `${cores} core${cores === 1 ? "" : "s"}`;
  return `${cpu} (${count}, ${arch})`;
}
