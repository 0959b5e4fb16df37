/** How options are read: each parser says what is wrong in the words of the one who typed it. */
import { InvalidArgumentError } from "commander";
import { type Endpoint, parseEndpoint } from "../config/endpoint.js";

export function endpointOption(text: string): Endpoint {
  const result = parseEndpoint(text);
  if (result.kind === "endpoint") return result.endpoint;
  throw new InvalidArgumentError(`${result.message} (${result.hint}).`);
}

/** For options that may be given several times. */
export function endpointsOption(text: string, before: readonly Endpoint[] | undefined): Endpoint[] {
  return [...(before ?? []), endpointOption(text)];
}

export function workersOption(text: string): number {
  const workers = Number(text);
  if (/^\d{1,3}$/.test(text) && workers >= 1 && workers <= 256) return workers;
  throw new InvalidArgumentError("write a number from 1 to 256.");
}

/** For options that take a list with commas, and may be given several times. */
export function wordsOption(text: string, before: readonly string[] | undefined): string[] {
  const words = text.split(",").map((word) => word.trim());
  return [...(before ?? []), ...words.filter((word) => word !== "")];
}

export function portOption(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("write a number from 1 to 65535.");
}
