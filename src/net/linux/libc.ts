/**
 * The C library through koffi: the few calls that Node does not offer. Pointers cross as plain
 * numbers (`int64`): an address in user space fits 2^53, a number is passed 10–35 ns faster than a
 * `void *` that is a typed array or BigInt, and nothing is allocated for it.
 */
import { architectures } from "./constants.js";

export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  setsockopt(fd: number, level: number, name: number, value: number, length: number): number;
  getsockopt(fd: number, level: number, name: number, value: number, length: number): number;
  bind(fd: number, address: number, length: number): number;
  listen(fd: number, backlog: number): number;
  getsockname(fd: number, address: number, length: number): number;
  fcntl(fd: number, command: number, argument: number): number;
  close(fd: number): number;
  poll(descriptors: number, count: number, timeoutMs: number): number;
  recvmmsg(fd: number, headers: number, count: number, flags: number, timeout: number): number;
  sendmmsg(fd: number, headers: number, count: number, flags: number): number;
  /** `address` and `length` of a sockaddr; for recvfrom `length` points to a number. */
  sendto(
    fd: number,
    bytes: number,
    count: number,
    flags: number,
    address: number,
    length: number,
  ): number;
  recvfrom(
    fd: number,
    bytes: number,
    count: number,
    flags: number,
    address: number,
    length: number,
  ): number;
  /** Of the last call that returned -1, if read at once. */
  errno(): number;
  /**
   * Where the memory of `view` is. Only for views of a SharedArrayBuffer: that is never moved, and
   * never freed while any thread holds it.
   */
  addressOf(view: Uint8Array | Int32Array): number;
}

const prototypes: Readonly<Record<Exclude<keyof Libc, "errno" | "addressOf">, readonly string[]>> =
  {
    socket: ["int", "int", "int"],
    setsockopt: ["int", "int", "int", "int64", "uint"],
    getsockopt: ["int", "int", "int", "int64", "int64"],
    bind: ["int", "int64", "uint"],
    listen: ["int", "int"],
    getsockname: ["int", "int64", "int64"],
    // Variadic in C; on both architectures an int that is passed so is passed like any other.
    fcntl: ["int", "int", "int"],
    close: ["int"],
    poll: ["int64", "uint64", "int"],
    recvmmsg: ["int", "int64", "uint", "int", "int64"],
    sendmmsg: ["int", "int64", "uint", "int"],
    // They return ssize_t, which an int holds for messages of at most 64 KiB.
    sendto: ["int", "int64", "uint64", "int", "int64", "uint"],
    recvfrom: ["int", "int64", "uint64", "int", "int64", "int64"],
  };

/** The bindings, or why there are none on this machine. */
export async function loadLibc(): Promise<Libc | { readonly missing: string }> {
  if (process.platform !== "linux") return { missing: `no recvmmsg on ${process.platform}` };
  if (!architectures.includes(process.arch)) {
    return { missing: `struct layouts are not known for ${process.arch}` };
  }
  try {
    const { default: koffi } = await import("koffi");
    // The process itself: it is linked with its C library, whichever that is (glibc, musl).
    const library = koffi.load(null);
    const calls = Object.fromEntries(
      Object.entries(prototypes).map(([name, parameters]) => [
        name,
        library.func(name, "int", [...parameters]),
      ]),
    );
    return {
      ...(calls as unknown as Omit<Libc, "errno" | "addressOf">),
      errno: () => koffi.errno(),
      addressOf: (view) => Number(koffi.address(view)),
    };
  } catch (error) {
    return { missing: `koffi does not load: ${(error as Error).message}` };
  }
}
