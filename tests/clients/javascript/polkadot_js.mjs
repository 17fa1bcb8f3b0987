import { ApiPromise, WsProvider } from '@polkadot/api';
import { NO_SUBNET, RAO, capital, done, receiver, signer, url } from './account.mjs';

const provider = new WsProvider(url, false);
await provider.connect();
const api = await ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
const pair = await signer();

function heads(count) {
  return new Promise(async (resolve) => {
    const seen = [];
    const stop = await api.rpc.chain.subscribeNewHeads((head) => {
      seen.push(head.number.toNumber());
      if (seen.length === count) { stop(); resolve(seen); }
    });
  });
}

function finalized(extrinsic) {
  return new Promise((resolve, reject) => {
    extrinsic.signAndSend(pair, (result) => { if (result.status.isFinalized) resolve(result); }).catch(reject);
  });
}

const found = {
  spec: api.runtimeVersion.specVersion.toNumber(),
  deposit: Number(api.consts.balances.existentialDeposit),
  subnets: (await api.query.subtensorModule.networksAdded.entries()).length,
  price: Number(await api.call.swapRuntimeApi.currentAlphaPrice(1)),
  heads: await heads(2),
};
const transfer = api.tx.balances.transferKeepAlive(receiver, RAO);
found.fee = Number((await transfer.paymentInfo(pair)).partialFee);
found.events = (await finalized(transfer)).events.map(({ event }) => `${capital(event.section)}.${event.method}`);
const refused = await finalized(api.tx.subtensorModule.addStake(pair.address, NO_SUBNET, RAO));
const error = api.registry.findMetaError(refused.dispatchError.asModule);
found.error = `${capital(error.section)}.${error.name}`;
done(found);
