// The practice account, and the one line of JSON that each journey ends with.
import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady } from '@polkadot/util-crypto';

export const [url, seed, receiver] = process.argv.slice(2);
export const RAO = 7_000_000_000n;
export const NO_SUBNET = 4000;

export async function signer() {
  await cryptoWaitReady();
  return new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromSeed(Buffer.from(seed, 'hex'));
}

export function capital(name) {
  return name[0].toUpperCase() + name.slice(1);
}

export function done(found) {
  console.log(JSON.stringify(found));
  process.exit(0);
}
