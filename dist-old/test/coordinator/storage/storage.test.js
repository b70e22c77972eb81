import anyTest, {} from 'ava';
import { sql } from 'kysely';
import { openStorage, StorageContentionError, StorageUnavailableError, } from '../../../coordinator/storage/index.js';
import { useDatabases } from '../../support/databases.js';
const test = anyTest;
const databases = useDatabases(test);
function onEach(title, body) {
    for (const kind of ['memory', 'postgres']) {
        test.serial(`${title} (${kind})`, async (t) => {
            const storage = databases.find(kind);
            if (storage === null) {
                t.log('skipped: no PostgreSQL server is installed');
                return t.pass();
            }
            await body(t, storage);
        });
    }
}
const assets = async (storage) => (await storage.db.selectFrom('asset').select('id').orderBy('id').execute()).map(({ id }) => id);
onEach('a transaction commits when its work returns and leaves nothing when it throws', async (t, storage) => {
    const before = await assets(storage);
    const value = await storage.transaction(async (tx) => {
        await tx.insertInto('asset').values({ id: 'kept', scale: 1 }).execute();
        return 17;
    });
    t.is(value, 17);
    const failing = storage.transaction(async (tx) => {
        await tx.insertInto('asset').values({ id: 'lost', scale: 1 }).execute();
        throw new Error('changed my mind');
    });
    await t.throwsAsync(failing, { message: 'changed my mind' });
    t.deepEqual(await assets(storage), [...before, 'kept']);
});
onEach('a transaction that swallowed the failure of a statement is not reported as committed', async (t, storage) => {
    const before = await assets(storage);
    const swallowing = storage.transaction(async (tx) => {
        await tx.insertInto('asset').values({ id: 'swallowed', scale: 1 }).execute();
        await sql `select 1 / 0`.execute(tx).catch(() => undefined);
    });
    await t.throwsAsync(swallowing, { message: /rolled the transaction back at commit/ });
    t.deepEqual(await assets(storage), before);
});
onEach('inside a transaction any other way to the database is refused instead of waiting for ever', async (t, storage) => {
    await storage.transaction(async () => {
        await t.throwsAsync(assets(storage), { message: /must go through its tx/ });
        await t.throwsAsync(storage.transaction(async () => undefined), { message: /must go through its tx/ });
    });
    t.true(Array.isArray(await assets(storage)));
});
onEach('transactions that start together all finish', async (t, storage) => {
    const before = await assets(storage);
    const ids = Array.from({ length: 20 }, (_, index) => `together-${String(index).padStart(2, '0')}`);
    await Promise.all(ids.map(id => storage.transaction(tx => tx.insertInto('asset').values({ id, scale: 0 }).execute())));
    t.deepEqual(await assets(storage), [...before, ...ids].sort());
});
onEach('int8 and numeric arrive as bigint with every digit, and a fraction is refused', async (t, storage) => {
    const { rows } = await sql `select 9007199254740993::int8 as wide, (10::numeric(39,0) ^ 38 + 7)::numeric(39,0) as huge,
    null::numeric as none, 3::int4 as small, count(*) as counted`.execute(storage.db);
    t.deepEqual(rows, [{ wide: 9007199254740993n, huge: 10n ** 38n + 7n, none: null, small: 3, counted: 1n }]);
    const sent = await sql `select ${10n ** 38n + 9n}::numeric(39,0) as huge`.execute(storage.db);
    t.deepEqual(sent.rows, [{ huge: 10n ** 38n + 9n }]);
    await t.throwsAsync(sql `select 0.5::numeric as half`.execute(storage.db), { message: /whole numbers/ });
});
onEach('its checks say what was found', async (t, storage) => {
    const checks = new Map((await storage.checks()).map(check => [check.name, check]));
    t.true(checks.get('reachable')?.ok);
    t.true(checks.get('migrated')?.ok);
    t.is(checks.get('durable')?.ok, storage.kind === 'postgres');
    if (storage.kind === 'memory')
        t.regex(checks.get('durable')?.detail ?? '', /in memory/);
});
test.serial('work that lost against another is run again and sees what the other wrote', async (t) => {
    const storage = databases.find('postgres');
    if (storage === null) {
        t.log('skipped: no PostgreSQL server is installed');
        return t.pass();
    }
    await sql `create table counter (value integer not null)`.execute(storage.db);
    await sql `insert into counter values (0)`.execute(storage.db);
    let runs = 0;
    const increment = () => storage.transaction(async (tx) => {
        runs += 1;
        const { rows } = await sql `select value from counter`.execute(tx);
        await sql `update counter set value = ${rows[0].value + 1}`.execute(tx);
    });
    await Promise.all(Array.from({ length: 6 }, increment));
    const { rows } = await sql `select value from counter`.execute(storage.db);
    t.is(rows[0]?.value, 6);
    t.true(runs > 6, 'six that start together cannot all win at their first run');
});
test.serial('work that loses every time is given up after a bounded number of runs', async (t) => {
    const storage = databases.find('memory');
    let runs = 0;
    const losing = storage.transaction(async (tx) => {
        runs += 1;
        await sql `do $$ begin raise exception 'lost' using errcode = 'serialization_failure'; end $$`.execute(tx);
    });
    const error = await t.throwsAsync(losing, { instanceOf: StorageContentionError });
    t.is(error?.attempts, runs);
    t.true(runs > 1 && runs < 100);
});
test.serial('a database that a newer version wrote is refused with its name', async (t) => {
    const url = await databases.postgres()?.createDatabase();
    if (url === undefined) {
        t.log('skipped: no PostgreSQL server is installed');
        return t.pass();
    }
    const storage = await openStorage({ postgresUrl: url, poolSize: 1 });
    await sql `insert into kysely_migration values ('9999-future', '2100-01-01')`.execute(storage.db);
    await storage.close();
    const opening = openStorage({ postgresUrl: url, poolSize: 1 });
    const error = await t.throwsAsync(opening, { instanceOf: StorageUnavailableError });
    t.regex(error?.message ?? '', /newer version of Parley wrote it \(9999-future\)/);
});
test('a server that does not answer is named without its password', async (t) => {
    const opening = openStorage({ postgresUrl: 'postgres://parley:hush@127.0.0.1:1/books' });
    const error = await t.throwsAsync(opening, { instanceOf: StorageUnavailableError });
    t.regex(error?.message ?? '', /127\.0\.0\.1:1\/books cannot be opened: connect ECONNREFUSED/);
    t.notRegex(error?.message ?? '', /hush/);
});
//# sourceMappingURL=storage.test.js.map