/**
 * Requests are accepted once. Nonces of calls that change something are rows, so that neither a restart nor a second
 * process forgets them; those of reads are kept in memory, where a replay would only read again.
 */
import { sha256, toHex } from '../../aggregation/index.js';
export function openNonces(storage, world, windowMs) {
    const seen = new Map();
    let cancel = world.after(windowMs, prune);
    function prune() {
        const oldest = world.nowMs() - 2 * windowMs;
        for (const [key, atMs] of seen)
            if (atMs < oldest)
                seen.delete(key);
        storage
            .transaction(tx => tx.deleteFrom('nonce').where('seen_at_ms', '<', BigInt(oldest)).execute())
            // Old rows cost space only; the next round tries again.
            .catch(() => undefined);
        cancel = world.after(windowMs, prune);
    }
    return {
        async isFirst(keyId, nonce, changesState) {
            const hash = toHex(sha256(nonce));
            const key = `${keyId}:${hash}`;
            if (seen.has(key))
                return false;
            seen.set(key, world.nowMs());
            if (!changesState)
                return true;
            const inserted = await storage.transaction(tx => tx
                .insertInto('nonce')
                .values({ key_id: keyId, nonce_hash: hash, seen_at_ms: BigInt(world.nowMs()) })
                .onConflict(conflict => conflict.columns(['key_id', 'nonce_hash']).doNothing())
                .executeTakeFirst());
            return inserted.numInsertedOrUpdatedRows === 1n;
        },
        close: () => cancel(),
    };
}
//# sourceMappingURL=nonces.js.map