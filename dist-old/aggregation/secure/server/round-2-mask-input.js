/** Round 2: headers of masked inputs are checked and receipted. The packed bytes are checked by `openInputCheck`. */
import { buildMerkleTree, enc, equalBytes, u8, u16, u32, u64, verifySignature } from '../../crypto/index.js';
import { packedLength } from '../../vector/index.js';
import { hashSurvivors, inputLeaf } from '../context.js';
import { hardFloors } from '../parameters.js';
import { inputPayload, receiptPayload } from '../signing.js';
import { emptyTable, withEntry } from '../table.js';
import { extendTranscript } from '../transcript.js';
import { accept, reject } from '../verdict.js';
import { holdersSuffice, memberAt } from './session.js';
import { abortAttempt, answerRepetition, checkSender, memberSet, outsideStage, withAbsence, } from './state.js';
/**
 * Takes the header of a masked input and gives its receipt. Call it once to learn whether the bytes are worth
 * receiving, and keep the state it returns only when `openInputCheck` has passed them and they are durable.
 */
export function receiveMaskedInputHeader(state, index, header) {
    const recorded = 'headers' in state ? state.headers.get(index) : undefined;
    if (recorded !== undefined && 'headers' in state) {
        const answer = answerRepetition(state, index, recorded.signature, header.signature);
        return answer.kind === 'rejected' ? answer : accept(state, receiptFor(state, index, recorded));
    }
    if (state.phase !== 'masking')
        return outsideStage(state, 'masking');
    const rejection = checkHeader(state, index, header);
    if (rejection !== undefined)
        return rejection;
    const next = { ...state, headers: withEntry(state.headers, index, header) };
    return accept(next, receiptFor(next, index, header));
}
function receiptFor(state, index, header) {
    const unsigned = { sessionId: state.session.sessionId, index, inputHash: header.inputHash };
    return { ...unsigned, signature: state.coordinator.sign(receiptPayload(unsigned)) };
}
function checkHeader(state, index, header) {
    const { session, sharers, sharersHash } = state;
    const rejection = checkSender(session, index, header.sessionId);
    if (rejection !== undefined)
        return rejection;
    if (!sharers.has(index)) {
        return reject('unknown-member', index, `member ${index} is not among the sharers`);
    }
    if (!equalBytes(header.sharersHash, sharersHash)) {
        return reject('wrong-sharers', index, `member ${index} masked for another set of sharers`);
    }
    const { dimension, bits } = state.context.parameters;
    const totalBytes = packedLength(dimension, bits);
    if (header.dimension !== dimension || header.bits !== bits || header.totalBytes !== totalBytes) {
        const detail = `an input has ${dimension} coordinates of ${bits} bits in ${totalBytes} bytes`;
        return reject('wrong-length', index, detail);
    }
    if (header.inputHash.length !== 32)
        return reject('malformed', index, 'an input hash has 32 bytes');
    if (verifySignature(memberAt(session, index).identityKey, inputPayload(header), header.signature))
        return undefined;
    return reject('bad-signature', index, `the header is not signed by member ${index}`);
}
/** Whether the inputs can be closed now: enough are there, and every sharer keeps enough holders. */
export function canCloseInputs({ session, sharers, headers }) {
    const least = Math.max(session.leastSurvivors, hardFloors.minimumSurvivors);
    return headers.size >= least && holdersSuffice(session, sharers.members, index => headers.has(index));
}
/** Fixes the survivors (U3), those whose input was receipted, or aborts when they are too few. */
export function closeInputs(state) {
    const { session, sharers, headers, sharersHash } = state;
    const absences = withAbsence(state, 'masking', sharers.members, headers);
    const members = sharers.members.filter(index => headers.has(index));
    if (!canCloseInputs(state)) {
        const missing = sharers.members.filter(index => !headers.has(index));
        return abortAttempt({ ...state, absences }, 'too-few-inputs', missing);
    }
    const survivors = memberSet(members, session.size);
    const inputs = buildMerkleTree(members.map(index => inputLeaf(index, headers.get(index).inputHash)));
    const transcript = extendTranscript(state.transcript, [
        { label: 'survivors', body: survivors.bitmap },
        ...members.map(index => ({ label: 'input', body: inputRecord(index, headers.get(index)) })),
    ]);
    const digest = hashSurvivors(session.sessionId, sharersHash, survivors.bitmap, inputs.root);
    return {
        ...state,
        phase: 'certifying',
        transcript,
        absences,
        survivors,
        inputs,
        digest,
        signatures: emptyTable(),
    };
}
function inputRecord(index, header) {
    const { dimension, bits, totalBytes, inputHash, signature } = header;
    return enc(u16(index), u32(dimension), u8(bits), u64(totalBytes), inputHash, signature);
}
//# sourceMappingURL=round-2-mask-input.js.map