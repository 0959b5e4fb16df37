/** What is wrong with the query of a request, in words that name the key and not our schema. */

/** As fastify's errors have them (JSON Schema, by Ajv). */
interface SchemaFault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const sentences: Readonly<Record<string, (key: string, params: SchemaFault["params"]) => string>> =
  {
    minLength: (key) => `${key} must not be empty`,
    maxLength: (key, { limit }) => `${key} must not be longer than ${limit} characters`,
    enum: (key, { allowedValues }) =>
      `${key} must be one of ${Array.isArray(allowedValues) ? allowedValues.join(", ") : ""}`,
    type: (key, { type }) =>
      `${key} must be ${type === "boolean" ? "true or false" : "a whole number"}`,
    minimum: (key, { limit }) => `${key} must be ${limit} or more`,
    maximum: (key, { limit }) => `${key} must be ${limit} or less`,
    required: (_, { missingProperty }) => `${missingProperty} is missing`,
  };

/** Null if the error is about something else. */
export function queryFault(error: object): string | null {
  const faults = "validation" in error && Array.isArray(error.validation) ? error.validation : [];
  const told = (faults as SchemaFault[]).map(({ keyword, instancePath, params }) =>
    sentences[keyword]?.(instancePath.slice(1), params),
  );
  const known = told.filter((text) => text !== undefined);
  return known.length === 0 ? null : known.join("; ");
}
