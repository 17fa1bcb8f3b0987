import WebSocket from 'ws';

// Node 20 has no WebSocket of its own.
globalThis.WebSocket ??= WebSocket;
const { createClient } = await import('polkadot-api');
const { getWsProvider } = await import('polkadot-api/ws');
const { getPolkadotSigner } = await import('polkadot-api/signer');
const { NO_SUBNET, RAO, done, receiver, signer, url } = await import('./account.mjs');

const client = createClient(getWsProvider(url));
const api = client.getUnsafeApi();
const pair = await signer();
const key = getPolkadotSigner(pair.publicKey, 'Sr25519', (message) => pair.sign(message));

function heads(count) {
  return new Promise((resolve) => {
    const seen = [];
    const stream = client.bestBlocks$.subscribe(([best]) => {
      seen.push(best.number);
      if (seen.length === count) { stream.unsubscribe(); resolve(seen); }
    });
  });
}

const found = {
  spec: (await api.constants.System.Version()).spec_version,
  deposit: Number(await api.constants.Balances.ExistentialDeposit()),
  subnets: (await api.query.SubtensorModule.NetworksAdded.getEntries()).length,
  price: Number(await api.apis.SwapRuntimeApi.current_alpha_price(1)),
  heads: await heads(2),
};
const transfer = api.tx.Balances.transfer_keep_alive({ dest: { type: 'Id', value: receiver }, value: RAO });
found.fee = Number(await transfer.getEstimatedFees(pair.address));
found.events = (await transfer.signAndSubmit(key)).events.map(({ type, value }) => `${type}.${value.type}`);
const stake = { hotkey: pair.address, netuid: NO_SUBNET, amount_staked: RAO };
const refused = await api.tx.SubtensorModule.add_stake(stake).signAndSubmit(key);
const { type, value } = refused.dispatchError.value;
found.error = `${type}.${value.type}`;
done(found);
