/**
 * Numbers of the Linux interface, as <sys/socket.h>, <netinet/in.h> and <asm-generic/socket.h>
 * give them for x86-64 and arm64, the two architectures that batch mode runs on.
 */
export const architectures: readonly string[] = ["x64", "arm64"];

export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_REUSEPORT = 15;
export const SO_RCVTIMEO = 20;
/** As SO_SNDBUF and SO_RCVBUF, past net.core.wmem_max and rmem_max; needs CAP_NET_ADMIN. */
export const SO_SNDBUFFORCE = 32;
export const SO_RCVBUFFORCE = 33;

export const IPPROTO_IP = 0;
export const IP_PKTINFO = 8;
export const IP_MTU_DISCOVER = 10;
/** No DF bit and no heed of path MTUs that ICMP claims: fragmentation attacks find no lever. */
export const IP_PMTUDISC_OMIT = 5;

export const IPPROTO_IPV6 = 41;
export const IPV6_MTU_DISCOVER = 23;
export const IPV6_PMTUDISC_OMIT = 5;
export const IPV6_V6ONLY = 26;
export const IPV6_RECVPKTINFO = 49;

export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;
export const MSG_WAITFORONE = 0x10000;

export const POLLIN = 1;
export const POLLOUT = 4;

export const F_DUPFD_CLOEXEC = 1030;

export const EINTR = 4;
export const EBADF = 9;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EFAULT = 14;
export const ENOTSOCK = 88;
export const ENOBUFS = 105;
export const ECONNREFUSED = 111;
export const EHOSTUNREACH = 113;
