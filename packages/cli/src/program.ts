import { Command } from "commander";
import { addCalibrateCommand } from "./commands/calibrate.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addCheckOnnxCommand } from "./commands/check-onnx.ts";
import { addCompareCommand } from "./commands/compare.ts";
import { addCostCommand } from "./commands/cost.ts";
import { addDatasetsCommand } from "./commands/datasets.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addExportCommand } from "./commands/export.ts";
import { addImportCommand } from "./commands/import.ts";
import { addModelsCommand } from "./commands/models.ts";
import { addPublishCommand } from "./commands/publish.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addReportCommand } from "./commands/report.ts";
import { addRunCommand } from "./commands/run.ts";
import { addSelfBenchmarkCommand } from "./commands/self-benchmark.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addSetupCommand } from "./commands/setup.ts";
import { addSuperClassesCommand } from "./commands/superclasses.ts";
import { addTrainCommand } from "./commands/train.ts";
import { addUpcycleCommand } from "./commands/upcycle.ts";

export function createProgram(): Command {
  const program = new Command("vmoe-bench")
    .description("Does a sparse Mobile V-MoE beat a dense ViT on this device?")
    .helpOption("-h, --help", "show this help")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 a check failed or a run ended early, 2 wrong usage or input.",
    )
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of [
    addRunCommand,
    addCompareCommand,
    addCheckCommand,
    addPublishCommand,
    addReportCommand,
    addReplayCommand,
    addServeCommand,
    addTrainCommand,
    addUpcycleCommand,
    addSuperClassesCommand,
    addCostCommand,
    addExportCommand,
    addImportCommand,
    addDoctorCommand,
    addModelsCommand,
    addDatasetsCommand,
    addSetupCommand,
    addCheckOnnxCommand,
    addSelfBenchmarkCommand,
    addCalibrateCommand,
  ])
    add(program);
  return program;
}
