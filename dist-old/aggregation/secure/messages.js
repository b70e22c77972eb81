/**
 * The messages of `fedsa/v1`, as objects. Both halves and the wire codecs meet here.
 *
 * Every byte string has the length its comment gives; the decoders refuse any other. Indices count from 1 in
 * the order of the roster (sorted by identity key). Signatures are Ed25519 over
 * `"fedsa/v1/" || stage || 0x00 || enc(fields)`; `stages` lists the stage labels and docs/protocol.md the fields.
 */
/** Stage labels inside signatures. A signature made for one stage can never pass for another. */
export const stages = {
    advertise: 'advertise',
    roster: 'roster',
    share: 'share',
    inbox: 'inbox',
    complaint: 'complaint',
    input: 'input',
    inputReceipt: 'input-receipt',
    survivors: 'survivors',
    survivorSignature: 'survivor-signature',
    unmask: 'unmask',
    result: 'result',
};
export const complaintCodes = ['bad-signature', 'bad-box', 'bad-contents', 'bad-path'];
//# sourceMappingURL=messages.js.map