/** What the door alone costs, on one thread, without network and rows: reads that are signed, read and let in. */

import { systemRandom, utf8, verifySignature } from '../../aggregation/index.ts'
import { operations, requestSignatureCodec, signRequest } from '../../protos/index.ts'
import { canonicalRequest } from '../../protos/signed-request.ts'
import type { AuthParts } from './auth-parts.ts'
import { interleaved, timed, timedAsync } from './measure.ts'

/** Of one request, in microseconds: medians of turns. */
export interface DoorMeasured {
  /** By the caller: Ed25519 and what is around it. */
  readonly signing: number
  /** At the edge, from metadata to fields. */
  readonly reading: number
  /** At the door, all checks of a call that only reads. */
  readonly door: number
  /** Of that, Ed25519 itself. */
  readonly verifying: number
}

export async function measureDoor(
  { door, signed, signer, destination }: AuthParts,
  { turns, requests }: { readonly turns: number; readonly requests: number },
): Promise<DoorMeasured> {
  const [method, body] = ['getSessionChallenge', new Uint8Array()] as const
  const { path } = operations[method]
  const some = signed(method, body)
  const entry = requestSignatureCodec.encode(some.signature)
  const text = utf8(canonicalRequest(destination, path, some.signature, body))
  const all = (work: () => unknown) => () =>
    timed(() => {
      for (let i = 0; i < requests; i++) work()
    })
  const unsigned = {
    ...{ destination, path, body, keyVersion: 1, unixMs: 1, idempotencyKey: '', showPublicKey: false },
  }
  const seconds = await interleaved(turns, {
    signing: all(() => signRequest(unsigned, signer, systemRandom)),
    reading: all(() => requestSignatureCodec.decode(entry)),
    verifying: all(() => verifySignature(signer.publicKey, text, some.signature.signature)),
    door: () => {
      const fresh = Array.from({ length: requests }, () => signed(method, body))
      return timedAsync(async () => {
        for (const request of fresh) {
          const answer = await door.admit(request)
          if (answer.kind === 'refused') throw new Error(`a sound request was refused: ${answer.message}`)
        }
      })
    },
  })
  const each = (name: keyof DoorMeasured) => (seconds[name] * 1e6) / requests
  return {
    signing: each('signing'),
    reading: each('reading'),
    door: each('door'),
    verifying: each('verifying'),
  }
}
