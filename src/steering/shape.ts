/**
 * Descriptions of data that comes from outside, as functions that say what is wrong with it. A
 * description of an interface has to name all of its keys: the compiler sees to that.
 */

/** What is wrong with a value, or undefined if nothing is. `place` is where it stands. */
export type Shape = (value: unknown, place: string) => string | undefined;

export function object<T extends object>(fields: { readonly [K in keyof T]-?: Shape }): Shape {
  const entries = Object.entries<Shape>(fields);
  return (value, place) => {
    if (typeof value !== "object" || value === null) return `${place} is no object`;
    const found = value as Readonly<Record<string, unknown>>;
    return firstFault(entries, ([key, shape]) => shape(found[key], `${place}.${key}`));
  };
}

export function list(shape: Shape, countMax: number): Shape {
  return (value, place) => {
    if (!Array.isArray(value)) return `${place} is no list`;
    if (value.length > countMax) return `${place} has more than ${countMax} entries`;
    return firstFault([...value.entries()], ([at, each]) => shape(each, `${place}[${at}]`));
  };
}

/** Two values, one after the other. */
export function pair(first: Shape, second: Shape): Shape {
  return (value, place) => {
    if (!Array.isArray(value) || value.length !== 2) return `${place} is no pair`;
    return first(value[0], `${place}[0]`) ?? second(value[1], `${place}[1]`);
  };
}

export function number(min: number, max: number): Shape {
  return (value, place) =>
    typeof value === "number" && value >= min && value <= max
      ? undefined
      : `${place} is no number from ${min} to ${max}`;
}

export function integer(min: number, max: number): Shape {
  return (value, place) =>
    Number.isInteger(value) ? number(min, max)(value, place) : `${place} is no integer`;
}

export function text(lengthMax: number): Shape {
  return (value, place) =>
    typeof value === "string" && value.length <= lengthMax
      ? undefined
      : `${place} is no text of at most ${lengthMax} characters`;
}

export function flag(value: unknown, place: string): string | undefined {
  return typeof value === "boolean" ? undefined : `${place} is neither true nor false`;
}

export function oneOf(words: readonly string[]): Shape {
  return (value, place) =>
    typeof value === "string" && words.includes(value)
      ? undefined
      : `${place} is none of ${words.join(", ")}`;
}

export function nullable(shape: Shape): Shape {
  return (value, place) => (value === null ? undefined : shape(value, place));
}

/** An object whose `key` says which of the shapes it has. */
export function variants(key: string, shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, place) => {
    if (typeof value !== "object" || value === null) return `${place} is no object`;
    const word = (value as Readonly<Record<string, unknown>>)[key];
    const shape =
      typeof word === "string" && Object.hasOwn(shapes, word) ? shapes[word] : undefined;
    return shape === undefined
      ? `${place}.${key} is none of ${Object.keys(shapes).join(", ")}`
      : shape(value, place);
  };
}

/** What `fault` finds first. */
export function firstFault<T>(
  items: Iterable<T>,
  fault: (item: T) => string | undefined,
): string | undefined {
  for (const item of items) {
    const found = fault(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
