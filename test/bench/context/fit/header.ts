/** What the written weights say about themselves. */
export function header(names: readonly string[], examples: number): string {
  return `/**
 * Weights of the ranking at a cursor, written by \`npm run bench -- fit-ranking\`; do not edit. Fitted on ${examples}
 * hidden-line tasks of ${names.join(", ")}: none of the repositories that the benchmark
 * measures. \`FIRST\` picks the candidates that \`SECOND\` orders; each has one model for names that the visible text has
 * and one for others. A list begins with what goes straight into the score, then one number per hidden unit.
 */`;
}
