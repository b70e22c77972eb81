/**
 * One member of a group, alone in a process, so that its parent can look for its secrets in this process's memory. The
 * parent plays the coordinator and the other members. The member takes the steps of an agent and stops after each: it
 * says where it stands, tells the secrets that it drew in disguise, and waits for the coordinator's next message.
 */
import { once } from 'node:events';
import { systemRandom, wipe } from '../../../../aggregation/crypto/index.js';
import { addMaskStreams } from '../../../../aggregation/expansion/index.js';
import * as client from '../../../../aggregation/secure/client/index.js';
import { residuesIn } from '../../../../aggregation/vector/index.js';
import { accepted } from '../group.js';
import { disguised, memoryGroup, memoryInput, messageOf, textOf } from './memory-story.js';
const group = memoryGroup();
const signer = group.signers[0];
/** The answer is the next message, as text. */
async function stop(stop) {
    // Keys that OpenSSL holds for Node are wiped when the collector finds their handles.
    for (let again = 0; again < 3; again++)
        globalThis.gc?.();
    process.send(stop);
    const [answer] = await once(process, 'message');
    return answer;
}
async function advertiseAndShare() {
    const { state, advertisement } = client.advertise(group.context, signer, systemRandom);
    const { channelSecret, maskSecret } = state;
    const roster = await stop({
        at: 'advertised',
        sent: textOf('advertisement', advertisement),
        told: { 'channel secret': disguised(channelSecret), 'mask secret': disguised(maskSecret) },
    });
    const listed = accepted(client.acceptRoster(state, messageOf('roster', roster), group.trust));
    const shared = client.shareKeys(listed.state, signer, systemRandom);
    wipe(shared.spent);
    return shared.state;
}
async function acceptInbox(state) {
    const inbox = await stop({
        at: 'shares-sent',
        sent: textOf('keyShares', state.keyShares),
        told: { 'self seed': disguised(state.selfSeed) },
    });
    const opened = accepted(client.acceptInbox(state, messageOf('inbox', inbox), signer));
    wipe(opened.spent);
    return opened.state;
}
async function maskInput(state) {
    await stop({ at: 'inbox-accepted' });
    const integers = memoryInput();
    client.checkInput(state, integers);
    const streams = client.maskStreamsOf(state);
    await stop({ at: 'streams-made' });
    addMaskStreams(residuesIn(integers), streams, group.context.parameters.bits);
    wipe(streams.map(({ key }) => key));
    const masked = client.sealMaskedInput(state, residuesIn(integers), signer);
    wipe(masked.spent);
    return masked.state;
}
async function reveal(state) {
    const set = await stop({ at: 'masked', sent: textOf('maskedInputHeader', state.header) });
    const signed = accepted(client.signSurvivors(state, messageOf('survivorSet', set), signer));
    const certificate = await stop({ at: 'signed', sent: textOf('survivorSignature', signed.output) });
    const revealed = accepted(client.unmask(signed.state, messageOf('certificate', certificate), signer));
    wipe(revealed.spent);
    return revealed.state;
}
const revealed = await reveal(await maskInput(await acceptInbox(await advertiseAndShare())));
const planted = await stop({ at: 'revealed', sent: textOf('unmasking', revealed.unmasking) });
const kept = JSON.parse(planted).map(bytes => Uint8Array.from(disguised(bytes)));
const keptTexts = kept.map(bytes => Buffer.from(bytes).toString('base64url'));
await stop({ at: 'planted' });
process.exit(kept.length === keptTexts.length ? 0 : 1);
//# sourceMappingURL=memory-process.js.map