/**
 * The servers of one provider, in the order of the configuration: the next is asked when one cannot
 * be reached. An update goes on to the next only if it cannot have arrived.
 */
import { encodeQuery, type Message } from "../../dns/message.js";
import { typeName } from "../../dns/rr/registry.js";
import { exchange, type TransferPeer } from "../../transfer/conversation.js";
import { TransferFault } from "../../transfer/fault.js";
import type { Dial } from "../../transfer/message-stream.js";
import type { TsigKey } from "../../transfer/tsig-key.js";
import type { ProviderContext } from "../contract/provider.js";
import type { EndpointAddress } from "../contract/settings.js";
import { within } from "./deadline.js";
import { type Deed, providerFault } from "./faults.js";

/** Time for one exchange, and for a whole zone; the desk allows both with room for a second server. */
const exchangeMs = 15_000;
export const transferMs = 40_000;

export class Primaries {
  constructor(
    private readonly servers: readonly EndpointAddress[],
    private readonly key: TsigKey | undefined,
    private readonly dial: Dial,
    private readonly context: ProviderContext,
  ) {}

  /** What the first server answers that can be asked. */
  ask(name: Uint8Array, type: number, signal?: AbortSignal): Promise<Message> {
    const query = encodeQuery(this.randomId(), name, type, { edns: { dnssecOk: true } });
    const call = (calling: AbortSignal) =>
      this.each("ask", exchangeMs, calling, (peer, ending) => exchange(peer, query, ending));
    return this.context.desk.read(`${typeName(type)} query`, call, signal);
  }

  /** Runs `call` with each server in turn until one can be reached. Throws ProviderFault. */
  async each<T>(
    deed: Deed,
    ms: number,
    signal: AbortSignal,
    call: (peer: TransferPeer, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    for (let i = 0; ; i++) {
      const server = this.servers[i]!;
      try {
        return await within(this.context.clock, ms, signal, (ending) =>
          call(this.peer(server), ending),
        );
      } catch (fault) {
        const last = i === this.servers.length - 1 || signal.aborted;
        if (last || !goesOn(fault, deed)) throw providerFault(fault, this.who(server), deed);
      }
    }
  }

  update(request: Uint8Array, signal: AbortSignal): Promise<Answered> {
    return this.each("update", exchangeMs, signal, async (peer, ending) => ({
      response: await exchange(peer, request, ending),
      who: this.who(peer.server),
    }));
  }

  randomId(): number {
    const [high = 0, low = 0] = this.context.randomBytes(2);
    return (high << 8) | low;
  }

  private peer(server: EndpointAddress): TransferPeer {
    return {
      server,
      key: this.key,
      dial: this.dial,
      nowSeconds: () => Math.floor(this.context.clock.nowMs() / 1000),
      randomId: () => this.randomId(),
    };
  }

  private who({ address, port }: EndpointAddress): string {
    const host = address.includes(":") ? `[${address}]` : address;
    return `${this.context.name} (${host}:${port})`;
  }
}

export interface Answered {
  readonly response: Message;
  readonly who: string;
}

/** Whether the next server may be tried. */
function goesOn(fault: unknown, deed: Deed): boolean {
  if (!(fault instanceof TransferFault)) return false;
  if (fault.kind === "unreachable") return true;
  const silent = fault.kind === "timed-out" || fault.kind === "closed";
  return silent && (deed !== "update" || !fault.delivered);
}
