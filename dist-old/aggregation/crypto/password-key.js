import { scryptSync } from 'node:crypto';
/** For keys at rest: 128 MiB and about half a second. */
export const strongPasswordCost = { work: 2 ** 17, blockSize: 8, parallelism: 1 };
/** scrypt (RFC 7914): a 32-byte key from a password and a salt of its own. */
export function keyFromPassword(password, salt, cost) {
    const { work, blockSize, parallelism } = cost;
    const maxmem = 128 * blockSize * (work + parallelism) + (1 << 20);
    return new Uint8Array(scryptSync(password, salt, 32, { N: work, r: blockSize, p: parallelism, maxmem }));
}
//# sourceMappingURL=password-key.js.map