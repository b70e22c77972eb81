/**
 * The hash chain over everything that was signed, in the order of the stages and, inside a stage, of the members:
 * it does not depend on the order in which messages happened to arrive. Vectors enter by their hashes.
 */
import { enc, taggedHash, utf8 } from '../crypto/index.js';
/** The chain before any entry. */
export function openTranscript(contextHash) {
    return taggedHash('fedsa/v1/transcript', enc(contextHash));
}
/** The chain after further entries: head' = H("fedsa/v1/transcript/entry", enc(head, label, body)). */
export function extendTranscript(head, entries) {
    return entries.reduce((chain, { label, body }) => taggedHash('fedsa/v1/transcript/entry', enc(chain, utf8(label), body)), head);
}
//# sourceMappingURL=transcript.js.map