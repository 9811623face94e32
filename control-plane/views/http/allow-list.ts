import { BlockList, isIP } from "node:net";

/** Says whether an address may ask. `cidrs` undefined: everybody may. They are valid: the configuration has checked them. */
export function createAllowList(cidrs: readonly string[] | undefined): (address: string | undefined) => boolean {
  if (cidrs === undefined) return () => true;
  const allowed = new BlockList();
  for (const cidr of cidrs) {
    const [address = "", prefix = ""] = cidr.split("/");
    allowed.addSubnet(address, Number(prefix), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return (address) => {
    if (address === undefined) return false;
    // A socket for both families shows IPv4 peers as ::ffff:192.0.2.1, and link-local ones with a zone: BlockList knows both.
    const family = isIP(address);
    return family !== 0 && allowed.check(address, family === 6 ? "ipv6" : "ipv4");
  };
}
