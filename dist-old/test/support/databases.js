import { openStorage } from '../../coordinator/storage/index.js';
import { startPostgres } from './postgres.js';
/** Opens the databases before the tests of the file and closes them after. */
export function useDatabases(test) {
    let postgres = null;
    const opened = [];
    test.before('the databases open', async (t) => {
        t.timeout(120_000);
        opened.push(await openStorage({ memory: true }));
        postgres = await startPostgres(line => t.log(line));
        if (postgres !== null)
            opened.push(await openStorage({ postgresUrl: await postgres.createDatabase() }));
        t.pass();
    });
    test.after.always('the databases close', async (t) => {
        for (const storage of opened)
            await storage.close();
        await postgres?.stop();
        t.pass();
    });
    return {
        all: () => opened,
        find: kind => opened.find(storage => storage.kind === kind) ?? null,
        postgres: () => postgres,
    };
}
//# sourceMappingURL=databases.js.map