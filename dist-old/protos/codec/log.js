import { maximumDocumentBytes, maximumEntries, maximumNoteCharacters, maximumPathEntries } from '../limits.js';
import { bytes, bytesUpTo, count, list, natural, text } from './fields.js';
import { message } from './message.js';
export const checkpointRequestCodec = message('CheckpointRequest', {});
export const checkpointCodec = message('Checkpoint', {
    note: text(maximumNoteCharacters),
});
export const leavesRequestCodec = message('LeavesRequest', {
    start: natural(),
    limit: count(maximumEntries),
});
const leaf = message('Leaf', {
    index: natural(),
    body: bytesUpTo(maximumDocumentBytes),
});
export const leavesCodec = message('Leaves', {
    leaves: list(leaf, maximumEntries),
});
export const inclusionRequestCodec = message('InclusionRequest', {
    index: natural(),
    size: natural(),
});
export const consistencyRequestCodec = message('ConsistencyRequest', { first: natural(), second: natural() });
// A consistency proof may hold two hashes for each level.
export const proofCodec = message('Proof', {
    hashes: list(bytes(32), 2 * maximumPathEntries),
});
//# sourceMappingURL=log.js.map