/**
 * The public log: everything that the coordinator committed itself to in front of everybody, as an RFC 9162 Merkle
 * tree with signed checkpoints. It is written in the same transaction as the fact that it records, so neither
 * exists without the other.
 */
import { formatCheckpoint, isNoteName, signNote, } from '../../aggregation/index.js';
import { appendLeaf, consistencyOf, pathOf, rootOf, sizeOf } from './tree-store.js';
/** Most leaves in one answer. */
export const maximumLeaves = 256;
/**
 * The log over a database. Its `origin` is also the name of the signing key.
 *
 * @throws RangeError when the origin is not one word without "+".
 */
export function createLog({ signer, origin }) {
    if (!isNoteName(origin))
        throw new RangeError(`the name of a log is one word without "+", not ${JSON.stringify(origin)}`);
    const checkpointOf = async (tx, size) => signNote(formatCheckpoint({ origin, size, root: await rootOf(tx, size) }), origin, signer);
    return {
        append: appendLeaf,
        head: async (tx) => {
            const size = await sizeOf(tx);
            return { size, root: await rootOf(tx, size) };
        },
        checkpoint: async (tx) => checkpointOf(tx, await sizeOf(tx)),
        leaves: readLeaves,
        inclusionProof: async (tx, index, size) => isBelow(index, size) && size <= (await sizeOf(tx)) ? pathOf(tx, index, size) : null,
        consistencyProof: async (tx, first, second) => isBelow(first, second + 1) && second <= (await sizeOf(tx)) ? consistencyOf(tx, first, second) : null,
        receiptFor: async (tx, index) => {
            const treeSize = await sizeOf(tx);
            if (!isBelow(index, treeSize))
                throw new RangeError(`leaf ${index} is not in a log of ${treeSize}`);
            const path = await pathOf(tx, index, treeSize);
            return { index, treeSize, path, checkpoint: await checkpointOf(tx, treeSize) };
        },
    };
}
function isBelow(index, size) {
    return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
}
async function readLeaves(tx, start, limit) {
    if (!isBelow(start, Number.MAX_SAFE_INTEGER) || !isBelow(limit, Number.MAX_SAFE_INTEGER) || limit === 0)
        return [];
    const rows = await tx
        .selectFrom('log_leaf')
        .select(['idx', 'body'])
        .where('idx', '>=', BigInt(start))
        .orderBy('idx')
        .limit(Math.min(limit, maximumLeaves))
        .execute();
    return rows.map(row => ({ index: Number(row.idx), body: new Uint8Array(row.body) }));
}
//# sourceMappingURL=log.js.map