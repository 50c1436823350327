/** Terminal output as plain lines: escape sequences, carriage returns and other controls are gone. */

const ESCAPES = new RegExp(
  [
    "\\u001B\\][^\\u0007\\u001B]*(?:\\u0007|\\u001B\\\\)?", // OSC, e.g. links, titles, shell integration marks
    "\\u001B[P^_X][^\\u001B]*(?:\\u001B\\\\)?", // DCS, PM, APC, SOS
    "(?:\\u001B\\[|\\u009B)[0-?]*[ -/]*[@-~]", // CSI, e.g. colours and cursor movement
    "\\u001B[ -/]*[0-~]", // two-character sequences
  ].join("|"),
  "g",
);
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** Lines without escape sequences; a line that was redrawn after a carriage return keeps its last state. */
export function cleanLines(text: string): string[] {
  return text.replace(ESCAPES, "").split(/\r*\n/).map(lastDrawn);
}

function lastDrawn(line: string): string {
  const drawn = line
    .split("\r")
    .filter((part) => part !== "")
    .at(-1);
  return (drawn ?? "").replace(CONTROLS, "");
}
