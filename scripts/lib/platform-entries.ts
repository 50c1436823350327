/** Entries of package-lock.json for platform packages that the registry used at install time did not have. */

interface RawPackage {
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

export interface RawLockfile {
  readonly packages: Readonly<Record<string, RawPackage>>;
  readonly [key: string]: unknown;
}

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const PROCESSORS = ["arm64", "x64", "arm", "ia32", "ppc64", "riscv64", "s390x"];

/** Adds what is missing, in npm's order; names what was added. */
export function completeLockfile(lock: RawLockfile): { completed: RawLockfile; added: string[] } {
  const packages: Record<string, RawPackage> = { ...lock.packages };
  const added: string[] = [];
  for (const [parent, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked(packages, parent, name)) continue;
      packages[`node_modules/${name}`] = {
        version,
        ...platformOf(name),
        ...(entry.dev === true ? { dev: true } : {}),
        optional: true,
      };
      added.push(`${name}@${version}`);
    }
  }
  const sorted = Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { completed: { ...lock, packages: sorted }, added };
}

/** As Node resolves: beside the parent's own dependencies, then upwards. */
function isLocked(packages: Readonly<Record<string, RawPackage>>, parent: string, name: string): boolean {
  for (let base = parent; ; base = base.slice(0, Math.max(0, base.lastIndexOf("/node_modules/")))) {
    const path = base === "" ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (path in packages) return true;
    if (base === "") return false;
  }
}

/** `…-linux-arm64-musl` → what npm compares with the machine; undefined when the name says no platform. */
function platformOf(name: string): Record<string, string[]> | undefined {
  const words = name.split(/[/-]/);
  const system = SYSTEMS.find((candidate) => words.includes(candidate));
  const processor = PROCESSORS.find((candidate) => words.includes(candidate));
  if (system === undefined) return undefined;
  const cpu = processor ?? words[words.indexOf(system) + 1] ?? "";
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : "glibc";
  return { cpu: [cpu], os: [system], ...(system === "linux" ? { libc: [libc] } : {}) };
}
