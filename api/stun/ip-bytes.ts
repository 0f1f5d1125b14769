import { isIPv6 } from 'node:net';

/** An IP address in network order: 4 bytes, or 16. An IPv4 address in IPv6's clothes (`::ffff:192.0.2.1`) is an IPv4 address. */
export function ipBytes(ip: string): Buffer {
  const [address = ''] = ip.split('%', 1);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || !isIPv6(address)) return Buffer.from((mapped ?? address).split('.').map(Number));
  const [head = [], tail = []] = address.split('::').map(groups);
  return Buffer.from([...head, ...Array<number>(16 - head.length - tail.length).fill(0), ...tail]);
}

function groups(part: string): number[] {
  return part.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return group === '' ? [] : [value >> 8, value & 0xff];
  });
}
