import { taggedHash, toHex, utf8 } from '../../aggregation/crypto/index.js';
/**
 * The hash by which two requests under one idempotency key are told apart: SHA-256 of a text in which fields are in
 * alphabetical order, absent ones left out, amounts tagged so that no text equals one, and postings in the order of
 * their accounts. 64 hexadecimal digits.
 */
export function requestHash({ command, request }) {
    const text = canonicalText({ command, request: withSortedPostings(request) });
    return toHex(taggedHash('parley/ledger/request/v1', utf8(text)));
}
function withSortedPostings(request) {
    if ('postings' in request)
        return { ...request, postings: sorted(request.postings) };
    if ('destinations' in request)
        return { ...request, destinations: sorted(request.destinations) };
    return request;
}
function sorted(postings) {
    return [...postings].sort((a, b) => (a.account < b.account ? -1 : a.account > b.account ? 1 : 0));
}
function canonicalText(value) {
    if (typeof value === 'bigint')
        return `{"$units":"${value}"}`;
    if (Array.isArray(value))
        return `[${value.map(canonicalText).join(',')}]`;
    if (typeof value !== 'object' || value === null)
        return JSON.stringify(value);
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`).join(',')}}`;
}
//# sourceMappingURL=request-hash.js.map