/** How an adapter is made: its file `<kind>/<kind>-provider.ts` exports one of these. */
import type { Provider, ProviderContext } from "./provider.js";

export interface ProviderFactory<Settings> {
  /** Value of `type` in the configuration. */
  readonly kind: string;
  open(settings: Settings, context: ProviderContext): Provider;
}
