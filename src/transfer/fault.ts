/** What goes wrong between this host and a server that is asked for a zone or to change it. */

/** What a caller can do about it differs by kind. */
export type TransferFaultKind =
  /** No connection was made. */
  | "unreachable"
  | "timed-out"
  /** The connection ended too early. */
  | "closed"
  /** The server does not keep to the protocol. */
  | "malformed"
  /** The answer is not signed as it must be, or our signature was refused. */
  | "signature"
  /** An RCODE other than NOERROR. */
  | "refused"
  /** More than we are willing to take. */
  | "too-large";

export interface TransferFaultDetails {
  readonly hint?: string;
  /** The RCODE of the response. */
  readonly rcode?: number;
  /** The error that a TSIG record carried. */
  readonly tsigError?: number;
  /** The request may have arrived, so its effect is unknown. */
  readonly delivered?: boolean;
}

export class TransferFault extends Error {
  override readonly name = "TransferFault";
  readonly hint: string | undefined;
  readonly rcode: number | undefined;
  readonly tsigError: number | undefined;
  readonly delivered: boolean;

  constructor(
    readonly kind: TransferFaultKind,
    message: string,
    details: TransferFaultDetails = {},
  ) {
    super(message);
    this.hint = details.hint;
    this.rcode = details.rcode;
    this.tsigError = details.tsigError;
    this.delivered = details.delivered ?? false;
  }
}
