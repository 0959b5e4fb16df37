/** What is wrong with a segment. Not an Error: no stack trace of ours explains bad data. */
export class Fault {
  constructor(readonly text: string) {}
}
