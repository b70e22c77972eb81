import { taken } from './connect.js';
import { UsageError } from './errors.js';
const pageSize = 100;
/** The bounty with this id, or with the one id that starts so. Throws `UsageError` for none and for several. */
export async function findBounty(port, id) {
    if (!/^[0-9a-f]{8,64}$/.test(id)) {
        throw new UsageError(`"${id}" names no bounty: give its 64 hex digits, or at least the first eight of them`);
    }
    if (id.length === 64)
        return taken(await port.getBounty({ bountyId: id }));
    const found = (await allBounties(port)).filter(bounty => bounty.bountyId.startsWith(id));
    const [only, another] = found;
    if (only !== undefined && another === undefined)
        return only;
    throw new UsageError(only === undefined
        ? `no bounty's id starts with ${id}; see \`parley bounty list\``
        : `${found.length} bounties' ids start with ${id}; give more digits`);
}
async function allBounties(port) {
    const all = [];
    for (;;) {
        const after = all.at(-1)?.bountyId ?? '';
        const request = { states: [], modelFamily: '', minimumPriceUnits: 0n, limit: pageSize, after };
        const { bounties } = taken(await port.listBounties(request));
        all.push(...bounties);
        if (bounties.length < pageSize)
            return all;
    }
}
//# sourceMappingURL=bounty-lookup.js.map