/**
 * A program for the tests of durability: opens the folder given to it, commits assets one after another and says so
 * on standard output after each commit, until it is killed.
 */
import process from 'node:process';
import { openStorage } from '../../../coordinator/storage/index.js';
const [folder = '', prefix = ''] = process.argv.slice(2);
try {
    const storage = await openStorage({ dataDir: folder });
    process.stdout.write('opened\n');
    for (let index = 0;; index++) {
        const id = `${prefix}-${index}`;
        await storage.transaction(tx => tx.insertInto('asset').values({ id, scale: 0 }).execute());
        process.stdout.write(`committed ${id}\n`);
    }
}
catch (error) {
    process.stdout.write(`${error.name}\n`);
}
//# sourceMappingURL=writer-process.js.map