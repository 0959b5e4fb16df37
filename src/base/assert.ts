/**
 * Programmer faults, not input errors: a failed assertion ends the worker that made it, which is
 * then replaced and counted. Assertions stay on in production.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

export class AssertionError extends Error {
  override readonly name = "AssertionError";
}
