/** Fills `out` (`dist/grammars` by default) with the runtime, the grammars and the queries; returns their bytes. */
export function copyGrammars(out?: string): Promise<number>;
