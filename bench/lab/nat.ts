/** What stands between people and the internet (RFC 4787 calls the first three by how they map and filter), from kind to hostile. */
export const NATS = ['full cone', 'port restricted', 'symmetric', 'UDP blocked', '443 only'] as const;

export type Nat = (typeof NATS)[number];

const table = (name: string, ...chains: string[]) => `table ip ${name} {\n${chains.join('\n')}\n}`;

const nat = (masquerade: string, ...more: string[]) =>
  table('nat', ...more, `chain out { type nat hook postrouting priority 100; oifname "eth0" ${masquerade}; }`);

/** What comes unasked must not leave a trace: it would take the port that the answer to us needs. */
const CLOSED = 'chain in { type filter hook input priority 0; iifname "eth0" ct state new drop; }';

const filter = (rule: string) => table('filter', CLOSED, `chain pass { type filter hook forward priority 0; ${rule} }`);

/** Linux keeps the port where it can, so that one address and port inside is one outside: a cone. */
const RULES: Record<Nat, (inside: string) => string[]> = {
  'full cone': (inside) => [
    nat(
      'masquerade',
      `chain in { type nat hook prerouting priority -100; iifname "eth0" meta l4proto udp dnat to ${inside}; }`,
    ),
  ],
  'port restricted': () => [nat('masquerade'), filter('')],
  symmetric: () => [nat('masquerade fully-random'), filter('')],
  'UDP blocked': () => [nat('masquerade'), filter('meta l4proto udp drop;')],
  '443 only': () => [nat('masquerade'), filter('ct state established accept; tcp dport 443 accept; drop;')],
};

/** For `nft -f`, in a router whose outer side is `eth0` and whose one host inside has the address `inside`. */
export function rulesOf(nat: Nat, inside: string): string {
  return ['flush ruleset', ...RULES[nat](inside), ''].join('\n');
}
