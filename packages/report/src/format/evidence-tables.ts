import { apartFromQueries, knownFlops, type ModelCost, type Proof } from "@vmoe-bench/contracts";
import type { Summary } from "../summary/row.ts";
import { armColumns, left, right, type TextTable, uniqueRows, verdictColumn } from "./tables.ts";
import { millions, none } from "./numbers.ts";
import { safeText } from "./text.ts";
import type { BesideReference } from "../summary/reference.ts";

/** How it was shown which experts ran: a row for each proof that was made or could not be. */
export function proofTable({ rows }: Summary): TextTable {
  const names = armColumns(rows.map(({ arm }) => apartFromQueries(arm)));
  const lines = rows.flatMap(({ arm, proofs, cost }) =>
    proofs.map((proof) => [...names.cells(arm), ...proofCells(proof, cost)]),
  );
  return {
    title: "Proof of which experts ran",
    shared: names.shared,
    keys: names.keys + 1,
    columns: [...names.columns, left("proof"), verdictColumn("found")],
    rows: uniqueRows(lines),
  };
}

function proofCells(proof: Proof, cost: ModelCost | null): [method: string, found: string] {
  if (proof.method === "none") return ["not made", safeText(proof.reason)];
  const verdict = proof.holds ? "holds" : "FAILS";
  if (proof.method === "profile") {
    const images = imagesOf(proof, cost);
    const [ran, due] = [proof.executedMacs2, proof.expectedMacs2].map((n) =>
      millions(n / images, 3),
    );
    const over = images === 1 ? "" : ` an image, mean of ${images}`;
    return ["profile", `${verdict}: ${ran} of ${due} M FLOPs executed${over}`];
  }
  const { untouched, images, expected } = proof;
  const due = expected === "untouched" ? images : 0;
  return ["poison", `${verdict}: ${untouched} of ${images} images untouched, ${due} expected`];
}

/** A proof has the FLOPs of all its images together: as many images as what is due holds those of one. */
function imagesOf(
  { expectedMacs2 }: Extract<Proof, { method: "profile" }>,
  cost: ModelCost | null,
) {
  const one = (cost && knownFlops(cost)?.executed.macs2) ?? 0;
  const images = one > 0 ? expectedMacs2 / one : 1;
  return Number.isInteger(images) ? Math.max(1, images) : 1;
}

/** Rule 12: outputs and top-1 beside the reference's, paired on the same images. */
export function referenceTable({ rows }: Summary): TextTable {
  const names = armColumns(rows.map(({ arm }) => apartFromQueries(arm)));
  const lines = rows.flatMap(({ arm, reference }) =>
    reference === null ? [] : [[...names.cells(arm), ...referenceCells(reference)]],
  );
  return {
    title:
      "Beside the reference: outputs that agree, top-1 in % of its own, images that one alone has right, McNemar's p",
    shared: names.shared,
    keys: names.keys,
    columns: [
      ...names.columns,
      right("agree"),
      right("largest"),
      right("top-1"),
      right("only this"),
      right("only reference"),
      right("p"),
      right("N"),
    ],
    rows: uniqueRows(lines),
  };
}

function referenceCells(reference: BesideReference): string[] {
  const { images, differing, largestDifference, tolerance, part, paired } = reference;
  return [
    tolerance === null ? none : `${images - differing} of ${images}`,
    largestDifference === null ? "no number" : largestDifference.toExponential(1),
    part === null ? none : (100 * part).toFixed(2),
    String(paired?.onlyArm ?? none),
    String(paired?.onlyBaseline ?? none),
    paired?.pValue.toPrecision(2) ?? none,
    String(paired?.n ?? none),
  ];
}
