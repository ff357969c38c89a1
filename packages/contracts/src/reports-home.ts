/** A variable of the environment that turns off what a part tells its makers. */
export interface ReportSwitch {
  readonly variable: string;
  /** What it turns off, and who is told. */
  readonly what: string;
}

/** Set for every process that we start; what the user has set stays. */
export const reportSwitches: readonly ReportSwitch[] = [
  { variable: "ORT_DISABLE_TELEMETRY", what: "ONNX Runtime's telemetry to Microsoft" },
  { variable: "TURBO_TELEMETRY_DISABLED", what: "Turborepo's telemetry to Vercel" },
  { variable: "HF_HUB_DISABLE_TELEMETRY", what: "telemetry of Hugging Face's Python libraries" },
  { variable: "DO_NOT_TRACK", what: "telemetry of programs that heed it" },
];

/** To be called before such a part is loaded. */
export function turnReportsOff(env: NodeJS.ProcessEnv): void {
  for (const { variable } of reportSwitches) env[variable] ??= "1";
}

/** Those that the user has turned on again, as with ORT_DISABLE_TELEMETRY=0. */
export function reportsAskedFor(
  env: Readonly<Record<string, string | undefined>>,
): readonly ReportSwitch[] {
  return reportSwitches.filter(({ variable }) => {
    const value = env[variable];
    return value !== undefined && !/^(1|true|yes|on)$/i.test(value);
  });
}
