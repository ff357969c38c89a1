import { readFileSync, writeFileSync } from "node:fs";
import { checkJson } from "@vmoe-bench/contracts";
import { z } from "zod";
import { epochRecordSchema } from "../../run/epoch-record.ts";
import { eventFile } from "../event-file.ts";

/** See make-tensorboard-fixture.py. */
const [curve = "curve.json", out = "events.out.tfevents.0"] = process.argv.slice(2);
const records = checkJson(z.array(epochRecordSchema), readFileSync(curve, "utf8"), curve);
writeFileSync(out, eventFile(records));
