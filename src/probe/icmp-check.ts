/**
 * `icmp`: an echo request is answered. All of them share a socket per family, which is looked at
 * every other millisecond while somebody waits: Node can watch no socket of this kind.
 */
import { addressFromText } from "../base/ip.js";
import type { Libc } from "../net/linux/libc.js";
import {
  type Aim,
  type EndCheck,
  nothingToStop,
  passed,
  type StopCheck,
  skipped,
  unknown,
} from "./check.js";
import type { CheckEnvironment } from "./check-environment.js";
import { icmpHeaderBytes, readEchoReply, tokenBytes, writeEcho } from "./icmp-message.js";
import { IcmpSocket } from "./icmp-socket.js";
import { outcomeOfError } from "./socket-fault.js";

const lookEveryMs = 2;
/** Of the host's whole ICMP traffic, which a raw socket sees: so many at a look. */
const messagesPerLook = 256;
const payloadBytesMax = 1024;

export function startIcmp(aim: Aim, end: EndCheck, environment: CheckEnvironment): StopCheck {
  const { check } = aim.monitor;
  if (check.type !== "icmp") return nothingToStop;
  let stop = nothingToStop;
  let stopped = false;
  environment.pinger().then((pinger) => {
    if (stopped) return;
    if (typeof pinger === "string") end(unknown(pinger));
    else stop = pinger.ping(aim, check.payloadBytes, end);
  });
  return () => {
    stopped = true;
    stop();
  };
}

interface Waiting {
  readonly address: Uint8Array;
  readonly token: Uint8Array;
  readonly end: EndCheck;
}

export class Pinger {
  readonly #libc: Libc;
  readonly #randomBytes: (count: number) => Uint8Array;
  readonly #lines = new Map<4 | 6, PingLine>();

  constructor(libc: Libc, randomBytes: (count: number) => Uint8Array) {
    this.#libc = libc;
    this.#randomBytes = randomBytes;
  }

  ping(aim: Aim, payloadBytes: number, end: EndCheck): StopCheck {
    const { family } = aim;
    let line = this.#lines.get(family);
    if (line === undefined) {
      const socket = IcmpSocket.open(this.#libc, family);
      if (typeof socket === "string") {
        // Not kept: an administrator may grant it.
        end(unknown(socket));
        return nothingToStop;
      }
      line = new PingLine(socket, family);
      this.#lines.set(family, line);
    }
    const address = addressFromText(aim.address)!;
    const token = Uint8Array.from(this.#randomBytes(tokenBytes));
    return line.ping({ address, token, end }, payloadBytes);
  }

  close(): void {
    for (const line of this.#lines.values()) line.close();
    this.#lines.clear();
  }
}

/** The socket of one family, and who waits at it. */
class PingLine {
  readonly #socket: IcmpSocket;
  readonly #family: 4 | 6;
  readonly #waiting = new Map<number, Waiting>();
  #sequence = 0;
  #looking: NodeJS.Timeout | undefined;

  constructor(socket: IcmpSocket, family: 4 | 6) {
    this.#socket = socket;
    this.#family = family;
  }

  ping(waiting: Waiting, payloadBytes: number): StopCheck {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const sequence = this.#sequence;
    const { token, end } = waiting;
    if (this.#waiting.has(sequence)) {
      end(skipped("this host: 65536 pings are under way"));
      return nothingToStop;
    }
    const payload = Math.min(Math.max(payloadBytes, tokenBytes), payloadBytesMax);
    const message = new Uint8Array(icmpHeaderBytes + payload);
    // The kernel puts its own identifier in if it is its ping socket.
    writeEcho(message, this.#family, (token[0]! << 8) | token[1]!, sequence, token);
    const code = this.#socket.send(message, waiting.address);
    if (code !== undefined) {
      end(outcomeOfError(Object.assign(new Error(code), { code })));
      return nothingToStop;
    }
    this.#waiting.set(sequence, waiting);
    this.#looking ??= setInterval(() => this.#look(), lookEveryMs);
    return () => {
      this.#waiting.delete(sequence);
      if (this.#waiting.size === 0) this.#rest();
    };
  }

  close(): void {
    this.#rest();
    this.#socket.close();
  }

  #look(): void {
    for (let i = 0; i < messagesPerLook; i++) {
      const received = this.#socket.receive();
      if (received === undefined) return;
      const reply = readEchoReply(received.message, this.#family);
      const waiting = reply && this.#waiting.get(reply.sequence);
      if (reply === undefined || waiting === undefined) continue;
      const same =
        Buffer.compare(reply.token, waiting.token) === 0 &&
        Buffer.compare(received.from, waiting.address) === 0;
      if (same) waiting.end(passed);
    }
  }

  #rest(): void {
    clearInterval(this.#looking);
    this.#looking = undefined;
  }
}
