import { DedotClient, LegacyClient, WsProvider } from 'dedot';
import { NO_SUBNET, RAO, done, receiver, signer, url } from './account.mjs';

const isLegacy = process.argv[5] === 'legacy';
const client = await (isLegacy ? LegacyClient : DedotClient).new(new WsProvider(url));
const pair = await signer();

function heads(count) {
  return new Promise(async (resolve) => {
    const seen = [];
    const take = (head) => {
      seen.push(head.number);
      if (seen.length === count) { stop(); resolve(seen); }
    };
    const stop = isLegacy ? await client.rpc.chain_subscribeNewHeads(take) : client.on('newBlock', take);
  });
}

function finalized(extrinsic) {
  return new Promise((resolve, reject) => {
    extrinsic.signAndSend(pair, (result) => { if (result.status.type === 'Finalized') resolve(result); }).catch(reject);
  });
}

const found = {
  spec: client.runtimeVersion.specVersion,
  deposit: Number(client.consts.balances.existentialDeposit),
  subnets: (await client.query.subtensorModule.networksAdded.entries()).length,
  price: Number(await client.call.swapRuntimeApi.currentAlphaPrice(1)),
  heads: await heads(2),
};
const transfer = client.tx.balances.transferKeepAlive(receiver, RAO);
found.fee = Number((await transfer.paymentInfo(pair.address)).partialFee);
found.events = (await finalized(transfer)).events.map(
  ({ event }) => `${event.pallet}.${event.palletEvent.name ?? event.palletEvent}`,
);
const refused = await finalized(client.tx.subtensorModule.addStake(pair.address, NO_SUBNET, RAO));
const error = client.registry.findErrorMeta(refused.dispatchError);
found.error = `${error.pallet}.${error.name}`;
done(found);
