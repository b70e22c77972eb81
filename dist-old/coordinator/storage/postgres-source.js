import pg from 'pg';
import { int8TypeId, numericTypeId, parseWholeNumber } from './whole-numbers.js';
const connectTimeoutMs = 10_000;
const statementTimeoutMs = 60_000;
const idleInTransactionTimeoutMs = 60_000;
/** A pool of connections to a PostgreSQL server. No statement, lock or idle transaction is waited for without end. */
export function openPostgresSource(postgresUrl, poolSize) {
    const pool = new pg.Pool({
        connectionString: postgresUrl,
        max: poolSize,
        connectionTimeoutMillis: connectTimeoutMs,
        statement_timeout: statementTimeoutMs,
        idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
        application_name: 'parley',
        types: { getTypeParser: wholeNumberParsers },
    });
    // A server that goes away raises this for each idle connection. The pool drops the connection, and the next
    // statement reports the loss to someone who can act on it.
    pool.on('error', () => undefined);
    return {
        async acquire() {
            const client = await pool.connect();
            return {
                async query(sql, parameters) {
                    const { command, rowCount, rows } = await client.query(sql, [...parameters]);
                    return { command, rowCount: rowCount ?? 0, rows };
                },
                release: () => client.release(),
            };
        },
        end: () => pool.end(),
    };
}
function wholeNumberParsers(typeId, format) {
    if (typeId === int8TypeId || typeId === numericTypeId)
        return parseWholeNumber;
    return pg.types.getTypeParser(typeId, format);
}
//# sourceMappingURL=postgres-source.js.map