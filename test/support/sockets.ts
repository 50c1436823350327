/** The sockets of a process as the kernel lists them under /proc. Linux only. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Inodes of the sockets a process holds. */
export function socketInodes(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    return /^socket:\[(\d+)\]$/.exec(linkTarget(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
  });
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ""; // closed meanwhile
  }
}

/** Lines of the kernel's tables of network sockets that belong to a process. */
export function networkSockets(pid: number): string[] {
  const inodes = new Set(socketInodes(pid));
  return ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"].flatMap((table) => {
    const path = `/proc/${pid}/net/${table}`;
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, "utf8").split("\n").slice(1);
    return lines
      .filter((line) => inodes.has(line.trim().split(/\s+/)[9] ?? ""))
      .map((line) => `${table} ${line}`);
  });
}

/** Paths of the Unix sockets of a process, without those that have none. */
export function unixSockets(pid: number): string[] {
  const inodes = new Set(socketInodes(pid));
  const lines = readFileSync(`/proc/${pid}/net/unix`, "utf8").split("\n").slice(1);
  const paths = lines.map((line) => line.trim().split(/\s+/)).filter((fields) => inodes.has(fields[6] ?? ""));
  return [...new Set(paths.map((fields) => fields[7] ?? ""))].filter((path) => path !== "");
}
