/**
 * The two messages of grpc.health.v1 (gRPC's health checking protocol), in protobuf's wire format,
 * each behind the five octets that gRPC puts in front of a message:
 *
 *   0 compressed | 1..4 length | HealthCheckRequest { string service = 1 }
 *                              | HealthCheckResponse { ServingStatus status = 1 }
 */
const prefixBytes = 5;
const serviceTag = 0x0a;
const statusField = 1;

const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** As the protocol numbers them; what is left out of a message is 0. */
const statuses = ["unknown", "serving", "not serving", "service unknown"] as const;
type ServingStatus = (typeof statuses)[number];

export function healthRequest(service: string): Buffer {
  const name = Buffer.from(service, "utf8");
  const length: number[] = [];
  for (let rest = name.length; ; rest >>>= 7) {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    if (rest <= 0x7f) break;
  }
  const field = service === "" ? [] : [Buffer.from([serviceTag, ...length]), name];
  const message = Buffer.concat(field);
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Undefined if it is no such response. */
export function healthStatus(framed: Buffer): ServingStatus | undefined {
  if (framed.length < prefixBytes || framed[0] !== 0) return undefined;
  const message = framed.subarray(prefixBytes);
  if (framed.readUInt32BE(1) !== message.length) return undefined;
  let status = 0;
  let at = 0;
  while (at < message.length) {
    const tag = varintAt(message, at);
    if (tag === undefined) return undefined;
    const field = fieldAt(message, tag.next, tag.value & 7);
    if (field === undefined) return undefined;
    if (tag.value === ((statusField << 3) | wireType.varint)) status = field.value;
    at = field.next;
  }
  return statuses[status];
}

interface Read {
  readonly value: number;
  readonly next: number;
}

/** The value of a varint; of anything else only where it ends. */
function fieldAt(bytes: Buffer, at: number, type: number): Read | undefined {
  if (type === wireType.varint) return varintAt(bytes, at);
  const length = type === wireType.bytes ? varintAt(bytes, at) : { value: 0, next: at };
  if (length === undefined) return undefined;
  const sizes: { readonly [type: number]: number } = {
    [wireType.bytes]: length.value,
    [wireType.fixed64]: 8,
    [wireType.fixed32]: 4,
  };
  const size = sizes[type];
  if (size === undefined || length.next + size > bytes.length) return undefined;
  return { value: 0, next: length.next + size };
}

/** At most ten octets (64 bits), of which a number here needs few. */
function varintAt(bytes: Buffer, at: number): Read | undefined {
  let value = 0;
  for (let i = 0; i < 10 && at + i < bytes.length; i++) {
    const octet = bytes[at + i]!;
    value += (octet & 0x7f) * 2 ** (7 * i);
    if (octet < 0x80) return { value, next: at + i + 1 };
  }
  return undefined;
}
