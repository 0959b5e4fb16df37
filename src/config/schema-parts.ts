/** Parts that only the configuration has: where to listen, and what must not be shown. */
import { z } from "zod";
import { text } from "../schema/schema-parts.js";
import { parseEndpoint } from "./endpoint.js";

export const secret = () => text().meta({ secret: true });

export const endpoint = () =>
  z.string().transform((value, context) => {
    const result = parseEndpoint(value);
    if (result.kind === "endpoint") return result.endpoint;
    context.addIssue({ code: "custom", message: result.message, params: { hint: result.hint } });
    return z.NEVER;
  });
