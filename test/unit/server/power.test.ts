import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { fromPmset, fromWindows, PowerWatch, readLinux } from "../../../src/server/power.ts";

/** A folder like /sys/class/power_supply. */
function supplies(files: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const folder = mkdtempSync(join(tmpdir(), "gemwright-power-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, values] of Object.entries(files)) {
    mkdirSync(join(folder, name));
    for (const [file, value] of Object.entries(values)) writeFileSync(join(folder, name, file), `${value}\n`);
  }
  return folder;
}

const AC = { type: "Mains", online: "1" };
const UNPLUGGED = { type: "Mains", online: "0" };
const DISCHARGING = { type: "Battery", status: "Discharging" };

describe("Linux", () => {
  test.each([
    ["a laptop on its battery", { AC: UNPLUGGED, BAT0: DISCHARGING }, true],
    ["a laptop that charges", { AC, BAT0: { type: "Battery", status: "Charging" } }, false],
    ["a weak charger", { AC, BAT0: DISCHARGING }, false],
    ["charging by USB", { BAT0: DISCHARGING, "ucsi-1": { type: "USB", online: "1" } }, false],
    ["a full battery", { AC: UNPLUGGED, BAT0: { type: "Battery", status: "Full" } }, false],
    ["two batteries", { BAT0: { type: "Battery", status: "Unknown" }, BAT1: DISCHARGING }, true],
    ["a desktop with a wireless mouse", { hid: { ...DISCHARGING, scope: "Device" } }, undefined],
    ["a desktop", {}, undefined],
  ])("%s", async (_name, files, battery) => {
    expect(await readLinux(supplies(files))).toBe(battery);
  });

  test("without the folder", async () => {
    expect(await readLinux("/nonexistent/power_supply")).toBeUndefined();
  });
});

test("macOS", () => {
  const battery =
    "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t93%; discharging; 5:12 remaining present: true\n";
  const mains = "Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t100%; charged; 0:00 remaining\n";
  expect(fromPmset(battery)).toBe(true);
  expect(fromPmset(mains)).toBe(false);
  expect(fromPmset("pmset: unknown\n")).toBeUndefined();
});

test("Windows", () => {
  expect(fromWindows("1\r\n")).toBe(true);
  expect(fromWindows("2\r\n")).toBe(false);
  expect(fromWindows("1\r\n6\r\n")).toBe(false);
  expect(fromWindows("5\r\n")).toBe(true);
  expect(fromWindows("")).toBeUndefined();
});

test("the system is asked once a minute, and nobody waits for it", async () => {
  let now = 0;
  let reads = 0;
  let answer: boolean | undefined = true;
  const watch = new PowerWatch(
    async () => {
      reads++;
      if (answer === undefined) throw new Error("no such program");
      return answer;
    },
    () => now,
  );
  expect(watch.onBattery).toBe(false);
  await setImmediate();
  expect([watch.onBattery, watch.onBattery, reads]).toEqual([true, true, 1]);
  now = 60_000;
  answer = undefined;
  expect(watch.onBattery).toBe(true);
  await setImmediate();
  expect([watch.onBattery, reads]).toEqual([false, 2]);
});
