/** Where to listen, as octets: what the configuration wrote is parsed before it gets here. */
import { addressFromText, addressToText } from "../base/ip.js";

export interface ListenAddress {
  /** 4 or 16 octets, network order. All zero is the wildcard. */
  readonly address: Uint8Array;
  /** 0 lets the kernel choose; the first socket decides for the others of the same address. */
  readonly port: number;
}

/** `127.0.0.1:53` or `[::1]:53`; undefined if the text is neither. */
export function listenAddressFromText(text: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):([0-9]{1,5})$/.exec(text);
  if (match === null) return undefined;
  const address = addressFromText(match[1] ?? match[2] ?? "");
  const port = Number(match[3]);
  if (address === undefined || port > 65_535) return undefined;
  if ((match[1] !== undefined) !== (address.length === 16)) return undefined;
  return { address, port };
}

export function listenAddressToText({ address, port }: ListenAddress): string {
  const text = addressToText(address);
  return address.length === 16 ? `[${text}]:${port}` : `${text}:${port}`;
}

export function isWildcard({ address }: ListenAddress): boolean {
  return address.every((octet) => octet === 0);
}
