/**
 * A source as the pool that Kysely's PostgreSQL dialect takes, with two refusals added. `admit` runs before a
 * connection is lent and may throw. A `commit` that the database turned into a rollback, which it does without an
 * error when an earlier statement had failed, throws here: otherwise a caller who swallowed that failure would
 * believe in a commit that never was.
 */
export function asKyselyPool(source, admit) {
    return {
        async connect() {
            admit();
            const connection = await source.acquire();
            const client = {
                query: (sql, parameters) => checkedQuery(connection, sql, parameters),
                release: () => connection.release(),
            };
            // Kysely also types a cursor form of `query`, which is reached only when a cursor is configured; none is.
            return client;
        },
        end: () => source.end(),
    };
}
async function checkedQuery(connection, sql, parameters) {
    const result = await connection.query(sql, parameters);
    if (sql === 'commit' && result.command === 'ROLLBACK') {
        throw new Error('the database rolled the transaction back at commit because one of its statements had failed; ' +
            'let the error of a failed statement leave the transaction');
    }
    return result;
}
//# sourceMappingURL=pool.js.map