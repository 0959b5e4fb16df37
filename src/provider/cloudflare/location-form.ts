/** LOC (RFC 1876 §2): degrees, minutes, seconds and metres as numbers of `data`. */
import { rdataFromText, rdataToText } from "../../dns/rr/rdata-text.js";
import type { Json } from "../contract/json.js";
import type { RecordForm } from "./record-forms.js";

const LOC = 29;

/** Members in the order of the presentation form, and how many decimals their text has. */
const members: readonly (readonly [key: string, decimals: number | "direction" | "metres"])[] = [
  ["lat_degrees", 0],
  ["lat_minutes", 0],
  ["lat_seconds", 3],
  ["lat_direction", "direction"],
  ["long_degrees", 0],
  ["long_minutes", 0],
  ["long_seconds", 3],
  ["long_direction", "direction"],
  ["altitude", "metres"],
  ["size", "metres"],
  ["precision_horz", "metres"],
  ["precision_vert", "metres"],
];

export const locationForm: RecordForm = {
  toApi(rdata) {
    const parts = rdataToText(LOC, rdata).split(" ");
    // Sizes that text cannot tell are printed in the generic form.
    if (parts.length !== members.length) return undefined;
    const data: Record<string, Json> = {};
    for (const [i, [key, kind]] of members.entries()) {
      data[key] = kind === "direction" ? parts[i]! : Number.parseFloat(parts[i]!);
    }
    return { data };
  },

  fromApi({ content = "", data }) {
    const parts = members.map(([key, kind]) => textOf(data?.[key], kind));
    const text = parts.includes(undefined)
      ? content.replace(/^\s*IN\s+LOC\s+/i, "")
      : parts.join(" ");
    const rdata = rdataFromText(LOC, text);
    return rdata instanceof Uint8Array ? rdata : undefined;
  },
};

/** Numbers come with the noise of floats. */
function textOf(value: unknown, kind: number | "direction" | "metres"): string | undefined {
  if (kind === "direction") return typeof value === "string" ? value : undefined;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
  return kind === "metres" ? `${number.toFixed(2)}m` : number.toFixed(kind);
}
