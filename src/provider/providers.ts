/**
 * The providers by kind. Each is loaded when it is first used: the SDKs of those that are not cost
 * nothing. A fifth one is a line here and its settings in `contract/settings.ts`.
 */
import { type DeskEvent, openDesk } from "./calls/call-desk.js";
import type { CallDesk } from "./contract/call-desk.js";
import type { ProviderFactory } from "./contract/factory.js";
import type { Provider, ProviderContext } from "./contract/provider.js";
import type { ProviderSettings } from "./contract/settings.js";

type Kind = ProviderSettings["type"];
type SettingsOf<K extends Kind> = Extract<ProviderSettings, { readonly type: K }>;

const factories: { readonly [K in Kind]: () => Promise<ProviderFactory<SettingsOf<K>>> } = {
  powerdns: async () => (await import("./powerdns/powerdns-provider.js")).powerdns,
  rfc2136: async () => (await import("./rfc2136/rfc2136-provider.js")).rfc2136,
  route53: async () => (await import("./route53/route53-provider.js")).route53,
  cloudflare: async () => (await import("./cloudflare/cloudflare-provider.js")).cloudflare,
};

/** What all providers share, and what the configuration says besides their settings. */
export interface ProviderOutside extends Omit<ProviderContext, "name" | "desk"> {
  /** Fractions from 0 up to 1. */
  readonly random: () => number;
  readonly onDeskEvent?: (event: DeskEvent) => void;
}

/** One account and its desk. Throws a ProviderFault if the settings cannot be used. */
export async function openProvider(
  name: string,
  settings: ProviderSettings,
  { random, onDeskEvent, ...outside }: ProviderOutside,
): Promise<{ readonly provider: Provider; readonly desk: CallDesk }> {
  // Kind and settings belong together; the table has both in one line.
  const factory = (await factories[settings.type]()) as ProviderFactory<ProviderSettings>;
  const { rate } = factory;
  const desk = openDesk({
    account: name,
    rate,
    clock: outside.clock,
    random,
    ...(onDeskEvent === undefined ? {} : { onEvent: onDeskEvent }),
  });
  return { provider: factory.open(settings, { ...outside, name, desk }), desk };
}
