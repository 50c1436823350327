/** The definitions of each name in each file, with what their declarations say about who may refer to them. */
import type { Definition, IndexView } from "../index/view.ts";
import { languageFamily } from "./file-kind.ts";

/** Roles that no code refers to by name from another file. */
const NOT_CODE: ReadonlySet<string> = new Set(["section", "key", "selector", "element"]);

export function isCode({ role }: Definition): boolean {
  return !NOT_CODE.has(role);
}

/** What a definition is, as bits; functions, methods, macros and the like are callable. */
const [CALLABLE, TYPE, VALUE, VARIANT] = [1, 2, 4, 8];
/** The name begins with a capital letter. */
const CAPITAL = 16;
/** Its language keeps it to its class or its file: `private`, `#name`, Python's `_name`. */
const PRIVATE = 32;
/** It is not marked as something for other files: no `export`, no `pub`. */
const UNEXPORTED = 64;
/** Inside a function. */
const LOCAL = 128;
/** Go keeps it to its folder. */
export const FOLDER_ONLY = 256;
/** The first definition of the name in its file is a type. */
export const TYPE_FIRST = 512;

const ROLES: ReadonlyMap<string, number> = new Map([
  ...["class", "interface", "type", "enum", "module"].map((role) => [role, TYPE] as const),
  ...["field", "variable", "constant"].map((role) => [role, VALUE] as const),
  ["variant", VARIANT],
]);

/** What a declaration of each language family says about who may refer to it. */
const REACH: Readonly<Record<string, (definition: Definition) => number>> = {
  python: ({ name }) => (name.startsWith("_") ? PRIVATE : 0),
  go: ({ name }) => (/^[a-z_]/.test(name) ? FOLDER_ONLY : 0),
  rust: ({ role, signature }) => (role === "variant" || signature.startsWith("pub") ? 0 : UNEXPORTED),
  ecmascript: ({ container, signature }) =>
    container !== undefined || signature.startsWith("export ") ? 0 : UNEXPORTED,
};

function reachOf(definition: Definition, family: string): number {
  const { name, signature } = definition;
  if (name.startsWith("#") || signature.startsWith("private ")) return PRIVATE;
  return REACH[family]?.(definition) ?? 0;
}

/** `callables`: names of the functions of its file. */
function traitsOf(definition: Definition, family: string, callables: ReadonlySet<string>): number {
  const { name, role, container } = definition;
  let traits = (ROLES.get(role) ?? CALLABLE) | reachOf(definition, family);
  if (/^[A-Z]/.test(name)) traits |= CAPITAL;
  if (container !== undefined && callables.has(container)) traits |= LOCAL;
  return traits;
}

/** The definitions of one name in one file, in order of their place, and the traits that any of them has. */
export interface Defined {
  readonly definitions: readonly Definition[];
  readonly traits: number;
  /** Ids of the different containers that they have, see {@link DefinitionTable.containerId}. */
  readonly containers: readonly number[];
}

interface Entry extends Defined {
  readonly definitions: Definition[];
  traits: number;
  containers: readonly number[];
}

const NONE: readonly number[] = [];
const NOTHING: Defined = { definitions: [], traits: 0, containers: NONE };

export class DefinitionTable {
  readonly #view: IndexView;
  readonly #idOf: (name: string) => number | undefined;
  readonly #files: Array<ReadonlyMap<number, Defined> | undefined> = [];
  readonly #containerIds = new Map<string, number>();
  /** By id of a container: the list of just that one, which nearly every definition in it shares. */
  readonly #alone: Array<readonly number[]> = [];

  constructor(view: IndexView, idOf: (name: string) => number | undefined) {
    this.#view = view;
    this.#idOf = idOf;
  }

  forget(fileId: number): void {
    this.#files[fileId] = undefined;
  }

  of(nameId: number, fileId: number): Defined {
    return (this.#files[fileId] ?? this.make(fileId)).get(nameId) ?? NOTHING;
  }

  /** The definition can be asked for from now on; its container has an id. */
  note({ container }: Definition): void {
    if (container === undefined || this.#containerIds.has(container)) return;
    this.#containerIds.set(container, this.#alone.length);
    this.#alone.push([this.#alone.length]);
  }

  /** Names of containers as small numbers; undefined for one that no definition has. */
  containerId(container: string): number | undefined {
    return this.#containerIds.get(container);
  }

  #containersOf({ container }: Definition): readonly number[] {
    const id = container === undefined ? undefined : this.#containerIds.get(container);
    return id === undefined ? NONE : (this.#alone[id] ?? NONE);
  }

  /** All of a file, by name id. */
  make(fileId: number): ReadonlyMap<number, Defined> {
    const made = new Map<number, Entry>();
    const all = this.#view.definitionsIn(fileId).filter(isCode);
    const family = languageFamily(this.#view.file(fileId)?.language ?? "");
    const callables = new Set<string>();
    for (const { name, role } of all) if (!ROLES.has(role)) callables.add(name);
    for (const definition of all) {
      const nameId = this.#idOf(definition.name);
      if (nameId === undefined) continue;
      const traits = traitsOf(definition, family, callables);
      const containers = this.#containersOf(definition);
      const entry = made.get(nameId);
      if (entry === undefined) {
        const first = (traits & TYPE) === 0 ? 0 : TYPE_FIRST;
        made.set(nameId, { definitions: [definition], traits: traits | first, containers });
      } else {
        entry.definitions.push(definition);
        entry.traits |= traits;
        if (containers !== NONE && !entry.containers.includes(containers[0] ?? 0))
          entry.containers = [...entry.containers, ...containers];
      }
    }
    this.#files[fileId] = made;
    return made;
  }
}
