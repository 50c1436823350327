/** A string begins on this line and does not end on it. */
export function hasOpenQuote(line: string): boolean {
  let open = "";
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (character === "\\") index++;
    else if (open === "" && `"'\``.includes(character)) open = character;
    else if (character === open) open = "";
  }
  return open !== "";
}
