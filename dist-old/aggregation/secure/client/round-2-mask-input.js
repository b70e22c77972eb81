/** Round 2: the input is masked and leaves; from here on the member holds shares of others' secrets, none of its own. */
import { equalBytes, isAllZero, sha256, verifySignature } from '../../crypto/index.js';
import { packResidues, residuesIn } from '../../vector/index.js';
import { pairStreams, selfStream, spendMaskStreams } from '../masking.js';
import { ringCapacity } from '../parameters.js';
import { inputPayload, receiptPayload } from '../signing.js';
import { accept, reject } from '../verdict.js';
import { holdersIn } from './state.js';
/**
 * Masks `integers`, one for each coordinate, each within the ring's capacity (`ringCapacity`), in place: the packed
 * bytes lie in the memory of `integers`, which holds nothing else afterwards. A state masks one input, ever: masking a
 * second one under the same keys would give the difference of the two away.
 */
export function maskInput(state, integers, signer) {
    checkInput(state, integers);
    const residues = residuesIn(integers);
    spendMaskStreams(residues, maskStreamsOf(state), state.session.context.parameters.bits);
    return sealMaskedInput(state, residues, signer);
}
/**
 * The streams that this member adds to its input, for a caller that adds them elsewhere (in worker threads). Secret:
 * wipe the keys when they are added. `maskInput` is `checkInput`, these streams and `sealMaskedInput`.
 */
export function maskStreamsOf(state) {
    if (isAllZero(state.selfSeed))
        throw new Error('this state has masked its input already');
    const { session, sharers, maskSecret, selfSeed } = state;
    const { index, sessionId } = session;
    const peers = holdersIn(session, sharers.bitmap)
        .filter(holder => holder.index !== index)
        .map(holder => ({ index: holder.index, maskKey: holder.advertisement.maskKey }));
    const own = selfStream(sessionId, index, selfSeed);
    return [own, ...pairStreams(sessionId, index, maskSecret, peers)];
}
/** Packs and signs residues to which every stream of `maskStreamsOf` has been added. */
export function sealMaskedInput(state, residues, signer) {
    const { session, sharers, held } = state;
    const { bits, dimension } = session.context.parameters;
    const packed = packResidues(residues, bits);
    const unsigned = {
        sessionId: session.sessionId,
        sharersHash: sharers.hash,
        dimension,
        bits,
        totalBytes: packed.length,
        inputHash: sha256(packed),
    };
    const header = { ...unsigned, signature: signer.sign(inputPayload(unsigned)) };
    const next = { phase: 'masked', session, sharers, held, header };
    return accept(next, { header, packed }, [state.maskSecret, state.selfSeed]);
}
/** Throws unless `integers` are as many as the parameters say and each within the ring's capacity. */
export function checkInput(state, integers) {
    const { parameters } = state.session.context;
    if (integers.length !== parameters.dimension) {
        throw new RangeError(`the input has ${integers.length} coordinates, not ${parameters.dimension}`);
    }
    const capacity = ringCapacity(parameters);
    const outside = firstBeyond(integers, capacity);
    if (outside >= 0)
        throw new RangeError(`coordinate ${outside} is outside [-${capacity}, ${capacity}]`);
}
/**
 * The first coordinate outside [-capacity, capacity], or -1. One of the two differences is negative for it, also where
 * it wraps; their signs are gathered without a branch, as a check that is passed must not take as long as a mask.
 */
function firstBeyond(integers, capacity) {
    const fours = integers.length - (integers.length % 4);
    let signs = 0;
    for (let i = 0; i < fours; i += 4) {
        const a = integers[i];
        const b = integers[i + 1];
        const c = integers[i + 2];
        const d = integers[i + 3];
        signs |= (capacity - a) | (capacity + a) | (capacity - b) | (capacity + b);
        signs |= (capacity - c) | (capacity + c) | (capacity - d) | (capacity + d);
    }
    for (let i = fours; i < integers.length; i++)
        signs |= (capacity - integers[i]) | (capacity + integers[i]);
    return signs >= 0 ? -1 : integers.findIndex(integer => integer > capacity || integer < -capacity);
}
/** Whether a receipt is the coordinator's word for this member's input; keep it, it is what pay is claimed with. */
export function checkReceipt(state, receipt) {
    const { session, header } = state;
    if (!equalBytes(receipt.sessionId, session.sessionId)) {
        return reject('wrong-session', 'coordinator', 'the receipt belongs to another session');
    }
    if (receipt.index !== session.index || !equalBytes(receipt.inputHash, header.inputHash)) {
        return reject('own-input-missing', 'coordinator', 'the receipt is for another input');
    }
    return checkReceiptSignature(session, receipt);
}
function checkReceiptSignature(session, receipt) {
    if (verifySignature(session.coordinatorKey, receiptPayload(receipt), receipt.signature))
        return undefined;
    return reject('bad-signature', 'coordinator', 'the receipt is not signed by the coordinator');
}
//# sourceMappingURL=round-2-mask-input.js.map