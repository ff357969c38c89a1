import { type Machine, succeeded } from "./machine.ts";

/** A program that set-up needs and how to get it. */
export interface Tool {
  readonly name: string;
  readonly remedy: string;
}

export type Found = { readonly found: true; readonly version: string } | { readonly found: false };

const limit = 20_000;

export const python: Tool = {
  name: "Python 3",
  remedy: "Install Python 3 (Debian: apt-get install python3; macOS: xcode-select --install)",
};
export const pip: Tool = {
  name: "pip",
  remedy: "Install pip (Debian: apt-get install python3-pip; elsewhere: python3 -m ensurepip)",
};
const buildTools =
  "Install a C++ compiler and make (Debian: apt-get install build-essential; macOS: xcode-select --install)";
export const compiler: Tool = { name: "a C++ compiler", remedy: buildTools };
export const make: Tool = { name: "make", remedy: buildTools };

/** The program that set-up starts as Python. */
export const pythonProgram = "python3";

/** Looks for each tool by asking it for its version. */
export async function findTools(
  machine: Machine,
  signal?: AbortSignal,
): Promise<ReadonlyMap<Tool, Found>> {
  const ask = async (programs: readonly string[], args: readonly string[]): Promise<Found> => {
    for (const program of programs) {
      const end = await machine.run({ program, args, limit, signal });
      if (succeeded(end) && end.end === "exited")
        return { found: true, version: firstLine(`${end.stdout}\n${end.stderr}`) };
    }
    return { found: false };
  };
  const own = machine.env["CXX"];
  const compilers = [...(own === undefined || own === "" ? [] : [own]), "c++", "g++", "clang++"];
  return new Map(
    await Promise.all([
      ask([pythonProgram], ["--version"]).then((found) => [python, found] as const),
      ask([pythonProgram], ["-m", "pip", "--version"]).then((found) => [pip, found] as const),
      ask(compilers, ["--version"]).then((found) => [compiler, found] as const),
      ask(["make", "gmake"], ["--version"]).then((found) => [make, found] as const),
    ]),
  );
}

function firstLine(text: string): string {
  const line = text.split("\n").find((l) => l.trim() !== "") ?? "";
  // pip's version line goes on with the folder it lies in.
  return line.replace(/ from .*$/, "").trim();
}
