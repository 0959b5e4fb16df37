/** A refusal as Route 53 words it: status, code, message. */
export class ApiFault {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly message: string,
    /** Of InvalidChangeBatch: one for each change at fault. */
    readonly messages: readonly string[] = [],
  ) {}
}

export function invalidInput(message: string): ApiFault {
  return new ApiFault(400, "InvalidInput", message);
}

export function invalidBatch(messages: readonly string[]): ApiFault {
  return new ApiFault(400, "InvalidChangeBatch", `[${messages.join(", ")}]`, messages);
}

export function notFound(code: string, what: string, id: string): ApiFault {
  return new ApiFault(404, code, `No ${what} found with ID: ${id}`);
}
