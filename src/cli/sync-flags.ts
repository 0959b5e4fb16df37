import type { Endpoint } from "../config/endpoint.js";

/** Flags of `fivenines sync`. */
export interface ChoiceFlags {
  readonly config?: string;
  readonly zone?: readonly string[];
  readonly provider?: readonly string[];
}

interface AllowFlags {
  readonly allow?: readonly string[];
}

export interface PlanFlags extends ChoiceFlags, AllowFlags {
  readonly out?: string;
  readonly format?: "text" | "json" | "markdown";
  readonly exitCode?: boolean;
}

export interface ApplyFlags extends ChoiceFlags, AllowFlags {
  readonly plan?: string;
  readonly replan?: boolean;
  readonly yes?: boolean;
  readonly format?: "text" | "json";
}

export interface VerifyFlags extends ChoiceFlags {
  readonly all?: boolean;
  readonly format?: "text" | "json";
}

export interface DriftFlags extends ChoiceFlags, AllowFlags {
  readonly watch?: boolean;
  readonly every?: number;
  readonly act?: boolean;
  readonly delegation?: Endpoint;
  readonly metrics?: Endpoint;
  readonly format?: "text" | "json";
}

export interface DriveFlags extends ChoiceFlags, AllowFlags {
  readonly once?: boolean;
  readonly metrics?: Endpoint;
  readonly every?: number;
  readonly format?: "text" | "json";
}

export interface ImportFlags extends ChoiceFlags {
  readonly out?: string;
  readonly force?: boolean;
}
