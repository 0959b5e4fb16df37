import { compareSerials, isNewerSerial } from "../../src/zone/serial.js";
import type { Rule } from "../rule.js";
import { askedServers } from "./live-servers.js";
import { listed } from "./live-zone.js";

export const liveSerial: Rule = {
  id: "live-serial",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1982 §3.2",
  summary:
    "A nameserver has a higher serial than the file, so that it would not take the file over.",
  why: "Secondaries compare serials only: they go on serving what they have, and the change is never seen.",
  hint: "raise the serial above every one that is served",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const own = zone.zone.serial;
    const ahead = askedServers(context).filter(
      ({ serial }) => serial !== null && serial !== own && !isNewerSerial(own, serial),
    );
    if (ahead.length === 0) return found.diagnostics;
    const servers = ahead.map(({ name, address, serial }) => `${name} (${address}) has ${serial}`);
    const noOrder = ahead.some(({ serial }) => compareSerials(own, serial ?? 0) === undefined);
    found.atZone(
      `the serial ${own} is ${noOrder ? "not above" : "below"} what is served: ${listed(servers)}`,
    );
    return found.diagnostics;
  },
};
