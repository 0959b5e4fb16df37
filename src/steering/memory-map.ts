/**
 * A map of the planner's memory that is copied only when something in it changes: most plans change
 * little, and what is the same object needs not be written down again.
 */
export class MemoryMap<Value> {
  #copy: Map<string, Value> | null = null;

  constructor(
    private readonly before: ReadonlyMap<string, Value>,
    private readonly isSame: (a: Value, b: Value) => boolean,
  ) {}

  set(key: string, value: Value): void {
    const now = this.#copy ?? this.before;
    const old = now.get(key);
    if (old !== undefined && this.isSame(old, value)) return;
    this.#copy ??= new Map(this.before);
    this.#copy.set(key, value);
  }

  /** What the configuration does not know any more is forgotten, so that it never grows. */
  result(known: { has(key: string): boolean }): ReadonlyMap<string, Value> {
    const now = this.#copy ?? this.before;
    for (const key of now.keys()) {
      if (!known.has(key)) return new Map([...now].filter(([each]) => known.has(each)));
    }
    return now;
  }
}

export function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, place) => value === b[place]);
}
