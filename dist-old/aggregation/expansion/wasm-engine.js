/** WebAssembly with 128-bit lanes: four 32-bit or eight 16-bit accumulators at a time, one block resident in its memory. */
import { readFileSync } from 'node:fs';
import { keystreamBlockBytes } from '../crypto/index.js';
import { blockEngine } from './block-engine.js';
function webAssembly() {
    return globalThis.WebAssembly;
}
/** The module's memory: accumulators at the bottom, one block of keystream above them. */
const accumulatorsAt = 0;
const wordsAt = keystreamBlockBytes;
/** The engine, or why there is none: an engine without 128-bit lanes, or a build without the module. */
export function openWasmEngine() {
    try {
        const bytes = readFileSync(new URL('./accumulate.wasm', import.meta.url));
        const { Instance, Module } = webAssembly();
        const accumulate = new Instance(new Module(bytes)).exports;
        return {
            name: 'wasm',
            addMaskStreams: blockEngine(wordBytes => wordBytes === 4 ? wideAccumulator(accumulate) : narrowAccumulator(accumulate)),
        };
    }
    catch (error) {
        return { unavailable: error.message };
    }
}
/** Whole lanes: what lies past the last word is added to accumulators that nobody reads. */
function wholeLanes(bytes) {
    return Math.ceil(bytes / 16) * 16;
}
function wideAccumulator({ memory, add32, subtract32 }) {
    const sums = new Uint32Array(memory.buffer, accumulatorsAt, keystreamBlockBytes / 4);
    const words = new Uint8Array(memory.buffer, wordsAt, keystreamBlockBytes);
    return {
        load: residues => sums.set(residues),
        apply: (keystream, sign) => {
            words.set(keystream);
            const combine = sign === 1 ? add32 : subtract32;
            combine(accumulatorsAt, wordsAt, wholeLanes(keystream.length));
        },
        store: residues => residues.set(sums.subarray(0, residues.length)),
    };
}
function narrowAccumulator({ memory, add16, subtract16 }) {
    const sums = new Uint16Array(memory.buffer, accumulatorsAt, keystreamBlockBytes / 2);
    const words = new Uint8Array(memory.buffer, wordsAt, keystreamBlockBytes);
    return {
        load: residues => sums.set(residues),
        apply: (keystream, sign) => {
            words.set(keystream);
            const combine = sign === 1 ? add16 : subtract16;
            combine(accumulatorsAt, wordsAt, wholeLanes(keystream.length));
        },
        store: residues => residues.set(sums.subarray(0, residues.length)),
    };
}
//# sourceMappingURL=wasm-engine.js.map