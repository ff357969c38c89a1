import { expect, test } from "vitest";
import { wholeRun } from "../testing/run.ts";
import { summarise } from "./summarise.ts";
import { withoutSoftware } from "./without-software.ts";

test("leaves out every block of an arm that ran on a software adapter", () => {
  const { manifest, records } = wholeRun();
  const [first] = summarise({ manifest, records }).rows;
  const emulated = records.map((record) =>
    record.status === "completed" && record.arm.model === first?.arm.model
      ? {
          ...record,
          provenance: {
            ...record.provenance,
            runtime: { ...record.provenance.runtime, software: true },
          },
        }
      : record,
  );
  const { run, leftOut } = withoutSoftware({ manifest, records: emulated });
  expect(leftOut).toHaveLength(1);
  expect(leftOut[0]).toContain(first?.arm.model);
  const rows = summarise(run).rows;
  expect(rows.map(({ arm }) => arm.model)).not.toContain(first?.arm.model);
  expect(rows.length).toBeGreaterThan(0);
});

test("leaves a run on real hardware as it is", () => {
  const whole = wholeRun();
  expect(withoutSoftware(whole)).toEqual({ run: whole, leftOut: [] });
});
