/**
 * Reads the JSON body of a request key by key, strictly: no coercion, no key that means nothing.
 * Faults are collected, so that whoever sent it sees all of them at once.
 */
import { suggest } from "../schema/suggestion.js";

export class BodyReader {
  private readonly values: ReadonlyMap<string, unknown>;
  private readonly known = new Set<string>();
  private readonly found: string[] = [];

  constructor(body: unknown) {
    const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
    this.values = new Map(isObject ? Object.entries(body) : []);
    if (!isObject) this.found.push("send a JSON object");
  }

  /** Everything that is wrong; to be asked when every key has been read. */
  faults(): readonly string[] {
    const unknown = [...this.values.keys()].filter((key) => !this.known.has(key));
    return [
      ...this.found,
      ...unknown.slice(0, 10).map((key) => {
        const near = suggest(key, [...this.known]);
        return `no such key: ${shown(key)}${near === undefined ? "" : `; did you mean ${near}?`}`;
      }),
    ];
  }

  /** Without `otherwise` the key must be there. */
  text(key: string, charsMax: number, otherwise?: string): string {
    const value = this.take(key, otherwise);
    if (value === undefined) return "";
    const fine = typeof value === "string" && value.length <= charsMax && isPlain(value);
    if (fine && (value !== "" || otherwise !== undefined)) return value;
    this.found.push(`${key} must be text of 1 to ${charsMax} characters on one line`);
    return "";
  }

  choice<Word extends string>(key: string, words: readonly Word[]): Word {
    const value = this.take(key);
    const word = words.find((one) => one === value);
    if (word === undefined && value !== undefined) {
      this.found.push(`${key} must be one of ${words.join(", ")}`);
    }
    return word ?? words[0]!;
  }

  number(key: string, least: number, most: number): number;
  number(key: string, least: number, most: number, otherwise: null): number | null;
  number(key: string, least: number, most: number, otherwise?: null): number | null {
    const value = this.take(key, otherwise);
    if (value === null && otherwise === null) return null;
    if (value === undefined) return least;
    if (typeof value === "number" && value >= least && value <= most) return value;
    this.found.push(`${key} must be a number from ${least} to ${most}`);
    return least;
  }

  flag(key: string, otherwise?: boolean): boolean {
    const value = this.take(key, otherwise);
    if (typeof value === "boolean" || value === undefined) return value ?? false;
    this.found.push(`${key} must be true or false`);
    return false;
  }

  private take(key: string, otherwise?: unknown): unknown {
    this.known.add(key);
    const value = this.values.get(key);
    if (value !== undefined) return value;
    if (otherwise === undefined) this.found.push(`${key} is missing`);
    return otherwise;
  }
}

/** Control characters have no place in what is logged and shown on terminals. */
function isPlain(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text);
}

function shown(key: string): string {
  return JSON.stringify(key.slice(0, 40));
}
