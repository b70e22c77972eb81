import { canonicalJson, openSha256, u32, utf8 } from '../../aggregation/crypto/index.js';
/**
 * SHA-256 over "parley-model/v1" || 0x00 || enc(canonical JSON of the spec, values as f32le), 32 bytes; of a model whose
 * data schema was completed by federated statistics, enc has that schema's canonical JSON as a third field. Vectors that
 * an algorithm tells with the model follow, each as its name and its values, in the order of their names; the third field is
 * then there, if empty. The layout follows from the spec; the metadata of a file is not covered.
 */
export function modelHash(spec, parameters, data, broadcast = {}) {
    const hash = openSha256();
    hash.update(utf8('parley-model/v1\0'));
    const fields = [utf8(canonicalJson(spec)), float32Bytes(parameters.values)];
    const names = Object.keys(broadcast).sort();
    if (data !== undefined)
        fields.push(utf8(canonicalJson(data)));
    else if (names.length > 0)
        fields.push(new Uint8Array());
    for (const name of names)
        fields.push(utf8(name), float32Bytes(broadcast[name]));
    for (const field of fields) {
        hash.update(u32(field.length));
        hash.update(field);
    }
    return hash.digest();
}
/** The values' little-endian bytes: a view, as every platform Node runs on is little-endian. */
export function float32Bytes(values) {
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
//# sourceMappingURL=model-hash.js.map