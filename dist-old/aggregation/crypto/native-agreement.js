/**
 * The optional addon for X25519 (`native/`): OpenSSL on raw keys, without a secret in text, and with an end that wipes it.
 * It is built where a C compiler and Node's headers are at hand.
 */
import { createRequire } from 'node:module';
import { secretBytes } from './secret-bytes.js';
/** Opens agreements by the addon; undefined where there is none. */
export function nativeKeyAgreement() {
    try {
        const addon = createRequire(import.meta.url)('./native/key_agreement.node');
        return secretKey => through(addon, addon.open(secretKey));
    }
    catch {
        return undefined;
    }
}
function through(addon, handle) {
    const publicKey = new Uint8Array(32);
    addon.publicKey(handle, publicKey);
    return {
        publicKey,
        agree: theirs => {
            const shared = secretBytes(32);
            return addon.agree(handle, theirs, shared) ? shared : undefined;
        },
        close: () => addon.close(handle),
    };
}
//# sourceMappingURL=native-agreement.js.map