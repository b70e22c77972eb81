/**
 * What a buyer writes down before a bounty leaves the house. The bounty's id hangs on a nonce; with the nonce on disk,
 * a posting that was interrupted is sent again as the same bounty and paid for once.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { fromHex, toHex } from '../aggregation/index.js';
import { bountyIdOf } from '../protos/terms.js';
import { UsageError } from './errors.js';
import { writeFileAtomically } from './profile.js';
const hex = (bytes) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
const postingSchema = z.strictObject({
    version: z.literal(1),
    bountyId: hex(32),
    nonce: hex(16),
    /** The exact terms, canonical JSON. */
    terms: z.string(),
    state: z.enum(['sending', 'posted']),
});
/** The unfinished posting of these terms if there is one, else a new one, written down. */
export async function preparePosting(home, terms, buyerKey, random) {
    const text = Buffer.from(terms).toString('utf8');
    const unfinished = (await readPostings(home)).find(posting => posting.state === 'sending' &&
        posting.terms === text &&
        posting.bountyId === bountyIdOf(terms, buyerKey, fromHex(posting.nonce)));
    if (unfinished !== undefined)
        return unfinished;
    const nonce = random.bytes(16);
    const bountyId = bountyIdOf(terms, buyerKey, nonce);
    const posting = { version: 1, bountyId, nonce: toHex(nonce), terms: text, state: 'sending' };
    await writePosting(home, posting);
    return posting;
}
/** Notes that the coordinator has the bounty. */
export async function confirmPosting(home, posting) {
    await writePosting(home, { ...posting, state: 'posted' });
}
async function writePosting(home, posting) {
    const folder = path.join(home, 'bounties');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFileAtomically(path.join(folder, `${posting.bountyId}.json`), `${JSON.stringify(posting, null, 2)}\n`);
}
async function readPostings(home) {
    const folder = path.join(home, 'bounties');
    const names = await readdir(folder).catch(() => []);
    return Promise.all(names.filter(name => name.endsWith('.json')).map(name => readPosting(folder, name)));
}
async function readPosting(folder, name) {
    const file = path.join(folder, name);
    try {
        return postingSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    }
    catch {
        throw new UsageError(`${file} is not a record of a posting; move it away if the bounty is on the list`);
    }
}
//# sourceMappingURL=posting.js.map