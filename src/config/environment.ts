// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables are written so in the file.
/**
 * `${NAME}` in a value stands for an environment variable, so that secrets stay out of files;
 * `$${` is a plain `${`. Expansion happens after parsing: what a variable holds is never YAML.
 */

/** Environment variables as passed in; `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Expansion {
  /** The text with its variables replaced; those that are missing stand as they were. */
  readonly text: string;
  readonly missing: readonly string[];
  /** References that are not `${NAME}`, as written. */
  readonly malformed: readonly string[];
}

const reference = /\$\$\{|\$\{([^}]*)\}?/g;

export function expand(text: string, environment: Environment): Expansion {
  const missing: string[] = [];
  const malformed: string[] = [];
  const expanded = text.replace(reference, (whole, name: string | undefined) => {
    if (whole === "$${") return "${";
    if (name === undefined || !whole.endsWith("}") || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      malformed.push(whole);
      return whole;
    }
    const value = environment[name];
    if (value !== undefined && value !== "") return value;
    missing.push(name);
    return whole;
  });
  return { text: expanded, missing, malformed };
}
