/** What a drive tells, as it happens, and what it has counted. */
import type { VerifyReport } from "../contract/verification.js";

export type DriveEvent = { readonly atMs: number } & (
  | {
      readonly kind: "pushed";
      readonly apex: string;
      readonly provider: string;
      /** `www.example.com. A update`, and what of it. */
      readonly changes: readonly { readonly id: string; readonly why: string }[];
      /** Whether the provider's nameservers serve it; null if nobody asked. */
      readonly served: VerifyReport["outcome"] | null;
      readonly tookMs: number;
    }
  | {
      /** It is tried again; what is answered by then is pushed. */
      readonly kind: "failed";
      readonly apex: string;
      readonly provider: string;
      readonly message: string;
      readonly hint: string;
      readonly againInMs: number;
    }
  /** Too many pushes in an hour. */
  | { readonly kind: "delayed"; readonly provider: string; readonly untilMs: number }
  /** What the server answers is not known, so nothing moves; and then it is known again. */
  | { readonly kind: "blind"; readonly reason: string }
  | { readonly kind: "seeing" }
);

/** Plain numbers since the start: whoever exports metrics reads them. */
export interface DriveTally {
  rounds: number;
  /** Rounds in which it was not known what is answered. */
  blind: number;
  pushes: number;
  changes: number;
  failures: number;
  /** Pushes that the provider's nameservers did not serve, or were not asked for. */
  unproven: number;
  /** RRsets that waited in the last round: for their pause, or for their provider's hour. */
  waiting: number;
}

export function newDriveTally(): DriveTally {
  return { rounds: 0, blind: 0, pushes: 0, changes: 0, failures: 0, unproven: 0, waiting: 0 };
}
