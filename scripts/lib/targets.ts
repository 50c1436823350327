/** The VSIXes we ship and the llama.cpp binaries each carries. */

export const TARGETS = ["linux-x64", "linux-arm64", "darwin-arm64", "darwin-x64", "win32-x64"] as const;
export type Target = (typeof TARGETS)[number];

/**
 * Packages of `@node-llama-cpp/`, the CPU build first. Vulkan exists for Linux and Windows on x64 only; on Macs
 * the arm64 build is the Metal one and the Intel build runs on the CPU. CUDA (180 to 540 MB) is never shipped.
 */
export const BINARIES: Readonly<Record<Target, readonly string[]>> = {
  "linux-x64": ["linux-x64", "linux-x64-vulkan"],
  "linux-arm64": ["linux-arm64"],
  "darwin-arm64": ["mac-arm64-metal"],
  "darwin-x64": ["mac-x64"],
  "win32-x64": ["win-x64", "win-x64-vulkan"],
};

export function isTarget(value: string): value is Target {
  return (TARGETS as readonly string[]).includes(value);
}

/** The target of this machine. */
export function hostTarget(): Target {
  const name = `${process.platform}-${process.arch}`;
  if (isTarget(name)) return name;
  throw new Error(`No VSIX exists for ${name}. Targets: ${TARGETS.join(", ")}.`);
}
