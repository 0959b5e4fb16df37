/** What can be wrong with a steering file, one row a code. All of it keeps the zone out of service. */
import { limits } from "../base/limits.js";
import type { FaultCodes, Finding } from "../schema/schema-issues.js";
import { formatPath } from "../schema/schema-issues.js";
import type { SchemaPath } from "../schema/schema-walk.js";

export const steeringFaults = {
  "steering-unreadable": "check that it exists and may be read",
  "steering-syntax": "mend the YAML: two blanks a level, text with : or # in quotes",
  "steering-key": "see docs/reference/steering-file.md for the keys",
  "steering-value": "see docs/reference/steering-file.md for what it takes",
  "steering-reference": "correct the name, or add what it names",
  "steering-owner": "steer names that this zone answers with A, AAAA or CNAME records",
  "steering-target": "put it into the zone file first: that lists every target",
  "steering-duplicate": "keep one of them",
  "steering-forgotten": "add it to a pool, or name it under unsteered",
  "steering-signed":
    "steer names in zones that are signed elsewhere no longer, or leave them plain",
} as const;
export type SteeringFaultCode = keyof typeof steeringFaults;

export const schemaCodes: FaultCodes = {
  unknownKey: "steering-key",
  missingKey: "steering-key",
  wrongType: "steering-value",
  badValue: "steering-value",
  outOfRange: "steering-value",
};

/** More are not read by anybody; one fault in a list of targets is often one in all of them. */
export const faultsMax: number = limits.diagnosticsPerZoneMax;

/** Faults found so far, each with the path to what is wrong. Bounded by the caller's patience. */
export class FaultList {
  readonly findings: Finding[] = [];

  /** `message` goes on after the path: `steer[0].name: …`. */
  add(code: SteeringFaultCode, path: SchemaPath, message: string, hint?: string): void {
    const told = `${formatPath(path)}: ${message}`;
    // A and AAAA of one entry may both come across it.
    if (this.isFull || this.findings.some((known) => known.message === told)) return;
    this.findings.push({
      code,
      path,
      atKey: false,
      severity: "error",
      message: told,
      hint: hint ?? steeringFaults[code],
    });
  }

  get isFull(): boolean {
    return this.findings.length >= faultsMax;
  }
}
