/** The RDATA that a target's value stands for. */
import { addressFromText } from "../base/ip.js";
import { nameFromText } from "../dns/name-text.js";
import type { SteeredType } from "./config.js";

const addressOctets = { A: 4, AAAA: 16 } as const;

/** In wire form; undefined if the value is no data of that type. */
export function targetRdata(type: SteeredType, value: string): Uint8Array | undefined {
  if (type === "CNAME") return nameFromText(value);
  const address = addressFromText(value);
  return address?.length === addressOctets[type] ? address : undefined;
}
