/** What tests commit to git: a zone that nobody minds, but for the records that are added to it. */
export function exampleZone(serial: number, ...records: string[]): string {
  return [
    "$TTL 3600",
    `@ SOA ns1.example.com. hostmaster.example.edu. ${serial} 14400 3600 2419200 3600`,
    "@ NS ns1.example.com.",
    "@ NS ns2.example.edu.",
    "ns1 A 192.0.2.53",
    "ns1 AAAA 2001:db8:1::53",
    ...records,
    "",
  ].join("\n");
}

/** As the first record that is added: an error in 7:7. */
export const broken = "www A 192.0.2";
export const fine = "www A 192.0.2.80";
