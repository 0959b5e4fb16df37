/**
 * What a fake provider is told to do wrong: a list of faults, each armed for one operation and for
 * as many calls as the test says. Every fault that no call has met is still in `armed()`, so a test
 * can tell that what it wanted to happen did.
 */
export type Fault =
  /** Refused for its rate, before anything is looked at. */
  | { readonly kind: "throttle" }
  /** Another change of the same zone is under way, says the provider. */
  | { readonly kind: "busy" }
  /** An answer with this status in place of the work. */
  | { readonly kind: "refuse"; readonly status: number; readonly body?: string }
  /** The connection is cut before the work is done. */
  | { readonly kind: "cut-before" }
  /** The work is done, and its answer lost: the connection is cut, or nothing ever comes. */
  | { readonly kind: "cut-after" }
  | { readonly kind: "silent-after" }
  /** The work waits until the promise settles. */
  | { readonly kind: "held"; readonly until: Promise<unknown> }
  /** The work is done, and its answer replaced by this text. */
  | { readonly kind: "garble"; readonly body: string }
  /** Somebody else comes in between: runs before the work, or after it. */
  | { readonly kind: "meanwhile"; readonly act: () => void; readonly after?: boolean };

export interface ArmedFault {
  /** The operation as the fake names it; `*` is any. */
  readonly operation: string;
  readonly fault: Fault;
  /** Calls that are let through first. */
  readonly skip: number;
  /** Calls that meet it after those. */
  readonly times: number;
}

export class FaultSwitches {
  private switches: { -readonly [key in keyof ArmedFault]: ArmedFault[key] }[] = [];

  /** `times` calls of `operation` meet `fault`, after `skip` that do not. */
  arm(
    operation: string,
    fault: Fault,
    { skip = 0, times = 1 }: { skip?: number; times?: number } = {},
  ): void {
    this.switches.push({ operation, fault, skip, times });
  }

  /** The faults that this call meets, in the order in which they were armed. */
  take(operation: string): Fault[] {
    const met: Fault[] = [];
    for (const one of this.switches) {
      if (one.operation !== "*" && one.operation !== operation) continue;
      if (one.skip > 0) one.skip--;
      else {
        one.times--;
        met.push(one.fault);
      }
    }
    this.switches = this.switches.filter(({ times }) => times > 0);
    return met;
  }

  /** What no call has met yet. */
  armed(): readonly ArmedFault[] {
    return this.switches;
  }

  clear(): void {
    this.switches = [];
  }
}
