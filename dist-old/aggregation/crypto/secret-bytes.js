/**
 * Memory for secrets. V8 keeps small typed arrays in its own heap, moves them when it collects garbage and leaves what was
 * in their old place: wiping such an array reaches its last copy only. An array over a buffer of its own stays where it is.
 */
/** `length` zero bytes that stay in one place until they are wiped. */
export function secretBytes(length) {
    return new Uint8Array(new ArrayBuffer(length));
}
/** A copy that stays in one place until it is wiped. */
export function secretCopy(bytes) {
    const copy = secretBytes(bytes.length);
    copy.set(bytes);
    return copy;
}
//# sourceMappingURL=secret-bytes.js.map