import { expect, it } from "vitest";
import { parseConfig } from "../../../src/config/config-file.js";
import { redact } from "../../../src/config/redaction.js";
import { configJsonSchema } from "../../../src/config/reference.js";
import { resolveSettings } from "../../../src/config/settings.js";

const folders = { working: "/run", config: "/etc/fivenines" };

it("starts the file's paths at the file and the flags' paths at the working folder", () => {
  const config = { zones: "zones", state: "/var/lib/state" };
  expect(resolveSettings(config, {}, folders)).toMatchObject({
    zones: "/etc/fivenines/zones",
    state: "/var/lib/state",
  });
  expect(resolveSettings(config, { zones: "here" }, folders).zones).toBe("/run/here");
  expect(resolveSettings({}, {}, folders).zones).toBe("/run/zones");
});

it("lets flags win over the file", () => {
  const config = { workers: 2, log: { level: "warn" as const }, udp: { mode: "batch" as const } };
  const settings = resolveSettings(config, { workers: 3, udp: "portable" }, folders);
  expect(settings).toMatchObject({
    workers: 3,
    udp: { mode: "portable" },
    log: { level: "warn" },
  });
});

it("knows whether anybody asked for the addresses", () => {
  const listen = [{ address: "127.0.0.1", port: 53 }];
  expect(resolveSettings({}, {}, folders).listenIsDefault).toBe(true);
  expect(resolveSettings({ listen }, {}, folders).listenIsDefault).toBe(false);
  expect(resolveSettings({}, { listen }, folders).listenIsDefault).toBe(false);
});

it("has the defaults that the schema documents", () => {
  const document: Record<string, unknown> = {};
  collectDefaults(configJsonSchema(), document);
  const { config } = parseConfig(JSON.stringify(document), "defaults", {});
  const written = resolveSettings(config ?? {}, {}, { working: "/run", config: "/run" });
  const built = resolveSettings({}, {}, { working: "/run", config: "/run" });
  expect(written).toEqual({ ...built, listenIsDefault: false });
});

it("finds what probes and steering name beside the file, and what they need not name", () => {
  const config = {
    probes: { authorities: "ca.pem", commands: { lag: ["./check", "10"] } },
    steering: { geoDatabase: "geo.mmdb", overrides: "/run/overrides" },
  };
  const { probes, steering } = resolveSettings(config, {}, folders);
  expect(probes.authorities).toBe("/etc/fivenines/ca.pem");
  // Found by whoever runs it, as a shell would.
  expect(probes.commands).toEqual({ lag: ["./check", "10"] });
  expect(steering).toMatchObject({
    geoDatabase: "/etc/fivenines/geo.mmdb",
    overrides: "/run/overrides",
  });
  const without = resolveSettings({}, {}, folders);
  expect(without.probes).toMatchObject({ authorities: null, allow: [], commands: {} });
  expect(without.steering).toMatchObject({
    geoDatabase: null,
    overrides: "/run/steering-overrides",
    clientSubnet: true,
  });
});

it("refuses a command without a program, and one whose name zones could not write", () => {
  const refused = (text: string) => parseConfig(text, "f.yaml", {}).diagnostics[0]?.message;
  expect(refused("probes: { commands: { lag: [] } }")).toMatch(/probes\.commands\.lag/);
  expect(refused("probes: { commands: { 'a b': [x] } }")).toMatch(/probes\.commands/);
  expect(refused("probes: { allow: [here] }")).toMatch(/not an address range/);
});

it("hides every secret when shown", () => {
  const shown = redact({
    admin: { listen: "127.0.0.1:1", token: "one" },
    answers: { cookies: { secrets: ["two"] } },
    providers: {
      p: { type: "powerdns", url: "http://x", apiKey: "three" },
      r: { type: "rfc2136", key: { name: "k", secret: "four" } },
      c: { type: "cloudflare", apiToken: "five" },
    },
  });
  expect(JSON.stringify(shown)).not.toMatch(/one|two|three|four|five/);
  expect(JSON.stringify(shown)).toContain("127.0.0.1:1");
});

interface Schema {
  readonly default?: unknown;
  readonly properties?: Record<string, Schema>;
}

function collectDefaults(schema: Schema, into: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    if (value.default !== undefined) into[key] = value.default;
    if (value.properties === undefined) continue;
    const section: Record<string, unknown> = {};
    collectDefaults(value, section);
    if (Object.keys(section).length > 0) into[key] = section;
  }
}
