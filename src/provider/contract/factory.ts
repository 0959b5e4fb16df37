/** How an adapter is made: its file `<kind>/<kind>-provider.ts` exports one of these. */
import type { RateLimits } from "./capabilities.js";
import type { Provider, ProviderContext } from "./provider.js";

export interface ProviderFactory<Settings> {
  /** Value of `type` in the configuration. */
  readonly kind: string;
  /** With which its desk is opened, before it is. */
  readonly rate: RateLimits;
  open(settings: Settings, context: ProviderContext): Provider;
}
