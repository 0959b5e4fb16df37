/** RCODEs of the IANA registry that this server sends (RFC 6895 §2.3). */
export const rcode = {
  noError: 0,
  formErr: 1,
  servFail: 2,
  nxDomain: 3,
  notImp: 4,
  refused: 5,
  yxDomain: 6,
  notAuth: 9,
  badVers: 16,
} as const;
