/** Which engine does the work: the fastest that this machine has. All give the same bytes. */
import { javascriptEngine } from './javascript-engine.js';
import { openNativeEngine } from './native-engine.js';
import { openWasmEngine } from './wasm-engine.js';
const candidates = {
    'native-vaes': nativeEngine('vaes'),
    'native-openssl': nativeEngine('openssl'),
    wasm: openWasmEngine(),
    javascript: javascriptEngine,
};
function nativeEngine(kernel) {
    return hostIsLittleEndian() ? openNativeEngine(kernel) : { unavailable: 'this machine is big-endian' };
}
function hostIsLittleEndian() {
    return new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
}
/** Fastest first. */
const preference = ['native-vaes', 'native-openssl', 'wasm', 'javascript'];
const inUse = preference.map(name => candidates[name]).find(isEngine);
function isEngine(candidate) {
    return 'name' in candidate;
}
/** The name of the engine in use. */
export function expansionEngine() {
    return inUse.name;
}
/** Every engine, fastest first. */
export function engineReport() {
    return preference.map(name => {
        const candidate = candidates[name];
        return isEngine(candidate)
            ? { name, isAvailable: true, reason: '' }
            : { name, isAvailable: false, reason: candidate.unavailable };
    });
}
/** The engine of that name; throws, saying why, where it cannot be used. */
export function engineNamed(name) {
    const candidate = candidates[name];
    if (isEngine(candidate))
        return candidate;
    throw new Error(`the expansion engine "${name}" cannot be used here: ${candidate.unavailable}`);
}
/** `AddMaskStreams` by the engine in use: synchronous, in place. */
export function addMaskStreams(residues, streams, bits, firstCoordinate = 0) {
    if (!hostIsLittleEndian())
        throw new Error('Parley runs on little-endian machines only');
    inUse.addMaskStreams(residues, streams, bits, firstCoordinate);
}
//# sourceMappingURL=engine.js.map