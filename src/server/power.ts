/**
 * Whether the computer runs on battery, asked of the operating system at most once a minute and only while
 * somebody wants to know. What cannot be told counts as plugged in.
 */
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Milliseconds an answer is good for. */
const FRESH_MS = 60_000;
/** A system program that takes longer is not waited for. Milliseconds. */
const PATIENCE_MS = 5000;
const LINUX_SUPPLIES = "/sys/class/power_supply";

const WINDOWS_QUESTION = [
  "-NoProfile",
  "-NonInteractive",
  "-Command",
  "(Get-CimInstance -ClassName Win32_Battery).BatteryStatus",
];

/** True, false, or undefined when the system does not say. */
type ReadPower = () => Promise<boolean | undefined>;

/** One per server. The first question is answered with “plugged in”, the next ones with what was found. */
export class PowerWatch {
  private readonly read: ReadPower;
  private readonly now: () => number;
  private battery = false;
  private asked = Number.NEGATIVE_INFINITY;

  /** `now` in milliseconds, monotonic. */
  constructor(read: ReadPower = readPower, now: () => number = () => performance.now()) {
    this.read = read;
    this.now = now;
  }

  /** At once, from memory; asks the system in the background when that is older than a minute. */
  get onBattery(): boolean {
    if (this.now() - this.asked >= FRESH_MS) {
      this.asked = this.now();
      this.read().then(
        (battery) => {
          this.battery = battery ?? false;
        },
        () => {
          this.battery = false;
        },
      );
    }
    return this.battery;
  }
}

/** Asks this computer. */
function readPower(): Promise<boolean | undefined> {
  const { platform } = process;
  if (platform === "linux") return readLinux(LINUX_SUPPLIES);
  if (platform === "darwin") return output("/usr/bin/pmset", ["-g", "batt"]).then(fromPmset);
  if (platform === "win32") return output("powershell.exe", WINDOWS_QUESTION).then(fromWindows);
  return Promise.resolve(undefined);
}

/** The kernel's power supplies: on battery when one discharges and no mains is on line. */
export async function readLinux(folder: string): Promise<boolean | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  const read = (name: string, file: string): Promise<string> =>
    readFile(join(folder, name, file), "utf8").then(
      (text) => text.trim(),
      () => "",
    );
  let discharging: boolean | undefined;
  for (const name of names) {
    const type = await read(name, "type");
    if (/^(?:Mains|USB)$/.test(type) && (await read(name, "online")) === "1") return false;
    // A mouse or a headset has a battery too; its scope says so.
    if (type !== "Battery" || (await read(name, "scope")) === "Device") continue;
    discharging = discharging === true || (await read(name, "status")) === "Discharging";
  }
  return discharging;
}

/** `Now drawing from 'Battery Power'`. */
export function fromPmset(text: string): boolean | undefined {
  const source = /drawing from '([^']+)'/.exec(text)?.[1];
  return source === undefined ? undefined : source === "Battery Power";
}

/** Win32_Battery.BatteryStatus, one line for each battery: 1 = discharging, 2 = on mains, 4 and 5 = low. */
export function fromWindows(text: string): boolean | undefined {
  const states = text.match(/\d+/g)?.map(Number) ?? [];
  if (states.length === 0) return undefined;
  return states.every((state) => state === 1 || state === 4 || state === 5);
}

async function output(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], {
    timeout: PATIENCE_MS,
    windowsHide: true,
  });
  return stdout;
}
