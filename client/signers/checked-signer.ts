import { type Signer, toHex, verifySignature } from '../../aggregation/index.ts'
import { SignerError } from './signer-error.ts'

/** What we sign names large things by their hash; more than this is a mistake of ours. */
const longestMessageBytes = 1 << 20

/**
 * A signer whose every signature is checked before anybody sees it: a wrong one is an error that names the place, never a bad signature
 * that is sent. Throws `SignerError`.
 */
export function checkedSigner(
  place: string,
  publicKey: Uint8Array,
  sign: (message: Uint8Array) => Uint8Array,
): Signer {
  return {
    publicKey,
    sign(message) {
      if (message.length > longestMessageBytes)
        throw new RangeError(`a message to sign has at most ${longestMessageBytes} bytes`)
      const signature = sign(message)
      if (verifySignature(publicKey, message, signature)) return signature
      throw new SignerError(
        'wrong-answer',
        `${place} answered with a signature that is not of the key ${toHex(publicKey)}: another key has taken its place there; nothing was sent`,
      )
    },
  }
}
