/**
 * EDNS Client Subnet (RFC 7871): the network of the client behind a resolver, as the resolver tells
 * it, and the client that a steered answer is chosen for.
 *
 *   option 8: FAMILY (2) │ SOURCE PREFIX-LENGTH (1) │ SCOPE PREFIX-LENGTH (1) │ ADDRESS
 *
 * One state is reused for every query; nothing is allocated.
 */

/** FAMILY: Address Family Numbers of the IANA registry. */
const family = { none: 0, ipv4: 1, ipv6: 2 } as const;

/** Octets before ADDRESS. */
const fixedBytes = 4;
/** `::ffff:0:0/96`: IPv4 addresses written as IPv6 (RFC 4291 §2.5.5.2). */
const mappedBits = 96;

export interface ClientSubnet {
  /** The query has the option, and it is well-formed. */
  present: boolean;
  /** The query has an option that is not: FORMERR, if what is asked for is steered. */
  malformed: boolean;
  /** The response has it too: what was answered from is steered. */
  answered: boolean;
  family: number;
  sourceBits: number;
  /** SCOPE PREFIX-LENGTH of the response. */
  scopeBits: number;
  /** ADDRESS of the query, zeros behind it. */
  readonly address: Uint8Array;
  /**
   * Whom the answer is chosen for, never both: the network that the option tells, or the address
   * that the query came from. 4 or 16 octets at `client[clientAt]`; mapped IPv4 is IPv4.
   */
  client: Uint8Array;
  clientAt: number;
  clientOctets: 4 | 16;
  /** Bits of the option's ADDRESS before `client` starts; -1 if the client is not from the option. */
  clientSkips: number;
}

export function makeClientSubnet(): ClientSubnet {
  const address = new Uint8Array(16);
  return {
    present: false,
    malformed: false,
    answered: false,
    family: family.none,
    sourceBits: 0,
    scopeBits: 0,
    address,
    client: address,
    clientAt: 0,
    clientOctets: 16,
    clientSkips: -1,
  };
}

export function clearClientSubnet(subnet: ClientSubnet): void {
  subnet.present = false;
  subnet.malformed = false;
  subnet.answered = false;
  subnet.scopeBits = 0;
}

/** Reads the option's data, `bytes[at, at + length)`. Of several options the first counts. */
export function readClientSubnet(
  subnet: ClientSubnet,
  bytes: Uint8Array,
  at: number,
  length: number,
): void {
  if (!isWellFormed(bytes, at, length)) subnet.malformed = true;
  else if (!subnet.present) {
    subnet.present = true;
    subnet.family = bytes[at + 1]!;
    subnet.sourceBits = bytes[at + 2]!;
    const { address } = subnet;
    const octets = length - fixedBytes;
    for (let i = 0; i < octets; i++) address[i] = bytes[at + fixedBytes + i]!;
    address.fill(0, octets);
  }
}

/**
 * Not with an unknown family, too many bits for it, a scope in a query, octets too many or too few,
 * or bits set behind the prefix (RFC 7871 §6, §7.1.2, §7.2.1).
 */
function isWellFormed(bytes: Uint8Array, at: number, length: number): boolean {
  if (length < fixedBytes) return false;
  const kind = (bytes[at]! << 8) | bytes[at + 1]!;
  const sourceBits = bytes[at + 2]!;
  // No family goes with no address: a client that wants to stay unknown.
  const bitsMax = kind === family.ipv4 ? 32 : kind === family.ipv6 ? 128 : 0;
  if (kind > family.ipv6 || sourceBits > bitsMax || bytes[at + 3] !== 0) return false;
  if (length !== fixedBytes + octetsOf(sourceBits)) return false;
  const rest = sourceBits & 7;
  return rest === 0 || (bytes[at + length - 1]! & (0xff >>> rest)) === 0;
}

function octetsOf(bits: number): number {
  return (bits + 7) >>> 3;
}

/** Decides whom a steered answer is for. The transport's address is `octets` at `source[sourceAt]`. */
export function chooseClient(
  subnet: ClientSubnet,
  source: Uint8Array,
  sourceAt: number,
  octets: 4 | 16,
): void {
  // RFC 7871 §7.1.2: without bits of an address, the resolver's own stands for its clients.
  if (subnet.present && subnet.sourceBits > 0) {
    subnet.clientSkips = 0;
    const isMapped = subnet.sourceBits >= mappedBits;
    setClient(subnet, subnet.address, 0, subnet.family === family.ipv4 ? 4 : 16, isMapped);
  } else {
    subnet.clientSkips = -1;
    setClient(subnet, source, sourceAt, octets, true);
  }
}

/**
 * To be called for every choice among steered answers: the first `bits` bits of the client's address
 * decided, 0 if it did not matter. Of several choices for one response the closest look counts.
 */
export function noteChoice(subnet: ClientSubnet, bits: number): void {
  subnet.answered = subnet.present;
  if (bits === 0 || subnet.clientSkips < 0) return;
  subnet.scopeBits = Math.max(subnet.scopeBits, subnet.clientSkips + bits);
}

/** Octets of the option's data in a response. */
export function clientSubnetSize(subnet: ClientSubnet): number {
  return fixedBytes + octetsOf(subnet.sourceBits);
}

/** Writes the option's data; returns the offset behind it. All but the scope is the query's. */
export function writeClientSubnet(subnet: ClientSubnet, bytes: Uint8Array, at: number): number {
  bytes[at] = 0;
  bytes[at + 1] = subnet.family;
  bytes[at + 2] = subnet.sourceBits;
  bytes[at + 3] = subnet.scopeBits;
  const octets = octetsOf(subnet.sourceBits);
  for (let i = 0; i < octets; i++) bytes[at + fixedBytes + i] = subnet.address[i]!;
  return at + fixedBytes + octets;
}

function setClient(
  subnet: ClientSubnet,
  bytes: Uint8Array,
  at: number,
  octets: 4 | 16,
  mayBeMapped: boolean,
): void {
  subnet.client = bytes;
  subnet.clientAt = at;
  subnet.clientOctets = octets;
  if (octets === 4 || !mayBeMapped || !isMapped(bytes, at)) return;
  subnet.clientAt = at + 12;
  subnet.clientOctets = 4;
  if (subnet.clientSkips === 0) subnet.clientSkips = mappedBits;
}

function isMapped(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 10; i++) if (bytes[at + i] !== 0) return false;
  return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff;
}
