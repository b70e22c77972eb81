/**
 * Masked inputs on disk until their sum is unmasked: a coordinator that is killed after accepting them adds them up
 * again. They are masked; nothing here can be read without the round's secrets, which the coordinator never has
 * before the survivors reveal them. An accepted input is synced before its receipt is given.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../../aggregation/index.js';
/** The hash is in the name: two uploads of one member can never take each other's place. */
function nameOf(organisation, inputHash) {
    return `${organisation}-${toHex(inputHash)}`;
}
export async function openInputStore(folder) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    let writers = 0;
    const folderOf = ({ bountyId, round, attempt }) => join(folder, `${bountyId}-${round}-${attempt}`);
    return {
        async openWriter(attempt, organisation, inputHash) {
            await mkdir(folderOf(attempt), { recursive: true, mode: 0o700 });
            writers += 1;
            const temporary = join(folderOf(attempt), `incoming-${process.pid}-${writers}`);
            const handle = await open(temporary, 'w', 0o600);
            return {
                // writeFile goes on from where the last one ended, and writes everything or fails.
                write: async (data) => void (await handle.writeFile(data)),
                async keep() {
                    await handle.sync();
                    await handle.close();
                    await rename(temporary, join(folderOf(attempt), nameOf(organisation, inputHash)));
                    const parent = await open(folderOf(attempt), 'r');
                    await parent.sync().finally(() => parent.close());
                },
                async abandon() {
                    await handle.close().catch(() => undefined);
                    await rm(temporary, { force: true });
                },
            };
        },
        read: (attempt, organisation, inputHash) => createReadStream(join(folderOf(attempt), nameOf(organisation, inputHash)), { highWaterMark: 1 << 18 }),
        forget: attempt => rm(folderOf(attempt), { recursive: true, force: true }),
    };
}
//# sourceMappingURL=input-store.js.map