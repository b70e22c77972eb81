import { concat, enc, u64, utf8 } from '../../crypto/index.js';
function payload(stage, ...fields) {
    return concat(utf8(`fedsa/v1/${stage}`), Uint8Array.of(0), enc(...fields));
}
export function commitmentPayload(drawContext, commitment) {
    return payload('seed-commitment', drawContext, commitment);
}
export function cohortPayload(drawContext, cohortRoot, logHead) {
    return payload('cohort', drawContext, cohortRoot, u64(logHead.size), logHead.root);
}
export function partitionPayload(drawContext, partitionSeed) {
    return payload('partition', drawContext, partitionSeed);
}
//# sourceMappingURL=signing.js.map