/**
 * The optional addon (`native/`): the same bytes without a fresh buffer for every block. It is built where a C compiler
 * and Node's headers are at hand, and nobody misses it but the clock. It has two kernels: AES in the processor's wide
 * instructions, where the processor has them, and OpenSSL's.
 */
import { createRequire } from 'node:module';
import { requireStreams, wordBytesFor } from './streams.js';
/** The engine of one kernel, or why there is none. */
export function openNativeEngine(kernel) {
    try {
        const addon = createRequire(import.meta.url)('./native/mask_expansion.node');
        const { unavailable } = addon[kernel];
        if (unavailable !== '')
            return { unavailable };
        return { name: `native-${kernel}`, addMaskStreams: through(addon[kernel]) };
    }
    catch (error) {
        return { unavailable: error.message.split('\n')[0] };
    }
}
function through(kernel) {
    return (residues, streams, bits, firstCoordinate) => {
        requireStreams(streams, bits, firstCoordinate);
        const keys = new Uint8Array(32 * streams.length);
        streams.forEach(({ key }, i) => {
            keys.set(key, 32 * i);
        });
        const signs = Int8Array.from(streams, ({ sign }) => sign);
        kernel.addMaskStreams(residues, keys, signs, wordBytesFor(bits), firstCoordinate);
        keys.fill(0);
    };
}
//# sourceMappingURL=native-engine.js.map