/** Whether a host names this machine alone, so that words to it cannot be overheard on the way. */
export function isLoopback(host) {
    return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
/** The host and port of an address such as `127.0.0.1:7710` or `[::1]:7710`; throws RangeError for any other form. */
export function parseAddress(address) {
    const found = /^(\[[0-9a-fA-F:]+\]|[^:\s]+):(\d{1,5})$/.exec(address);
    const port = Number(found?.[2]);
    if (found === null || port > 65535) {
        throw new RangeError(`"${address}" is not an address; write host:port, such as 127.0.0.1:7710`);
    }
    return { host: found[1], port };
}
/** Plaintext was asked for where others could listen or answer in someone's name. */
export class PlaintextError extends Error {
    name = 'PlaintextError';
}
/** Throws PlaintextError for a host that plaintext must not reach. */
export function requireLoopback(host) {
    if (isLoopback(host))
        return;
    throw new PlaintextError(`plaintext stays on loopback, and ${host} is not; give TLS certificates or use 127.0.0.1`);
}
//# sourceMappingURL=loopback.js.map