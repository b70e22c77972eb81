/**
 * What an acceptance has to be earned by, said a second time and more slowly than the door does: signatures by plain JavaScript over a string
 * that is put together here, hashes by Node, numbers and nonces in lists.
 */
import { createHash } from 'node:crypto'
import { portableSignatures } from '../../aggregation/index.ts'
import type { RawRequest } from '../../client/index.ts'
import { type RequestSignature, requestSignatureCodec } from '../../protos/codec/index.ts'
import { DecodeError } from '../../protos/index.ts'
import { type OperationName, operationNames, operations } from '../../protos/operations.ts'
import type { FuzzCase } from './request-cases.ts'
import type { FuzzCast, FuzzHand } from './request-drafts.ts'

/** What a request comes to: nothing that was signed, signed and not let in, or earned. */
export type Verdict = 'not authentic' | 'authentic' | 'earned'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const hashed = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** Judges the requests of one case in the order in which they come. */
export function openOracle({ hands, destination }: FuzzCast, { nowMs, sessions, transactions }: FuzzCase) {
  const usedNonces = new Set<string>()
  const usedNumbers = new Set<string>()
  const usedTransactions = new Set<string>()
  const use = (used: Set<string>, name: string) => used.size < used.add(name).size

  function signerOf(signature: RequestSignature, isOpen: boolean) {
    const claimed = hex(signature.keyId)
    const member = hands.find(
      ({ role, signer }) => role !== 'stranger' && hex(hashed(signer.publicKey).subarray(0, 16)) === claimed,
    )
    if (member !== undefined) {
      const isVersion = signature.keyVersion === 1 || isOpen
      return isVersion ? { role: member.role, publicKey: member.signer.publicKey } : undefined
    }
    const { publicKey } = signature
    const isShown = publicKey.length === 32 && hex(hashed(publicKey).subarray(0, 16)) === claimed
    return isShown ? { role: 'stranger' as const, publicKey } : undefined
  }

  /** What a request says, if it is signed for here and now by whom it names. */
  function authentic(request: RawRequest): Claim | undefined {
    const name = operationNames.find(each => operations[each].path === request.path)
    const signature = read(request)
    const [body] = request.messages
    if (name === undefined || signature === undefined || body === undefined) return undefined
    const { roles, path } = operations[name]
    const signer = signerOf(signature, roles === 'anyone')
    if (signer === undefined || Math.abs(nowMs - signature.unixMs) > 60_000) return undefined
    const places = [destination, ...(name === 'describe' ? [{ environment: '', audience: '' }] : [])]
    const holds = places.some(({ environment, audience }) =>
      isSigned([environment, audience, path], signature, body, signer.publicKey),
    )
    return holds ? { name, signature, body, role: signer.role, key: hex(signature.keyId) } : undefined
  }

  function isInSession({ signature, key }: Claim): boolean {
    const session = hex(signature.sessionId)
    const isThere = sessions.some(({ id, keyId }) => id === session && keyId === key)
    return isThere && signature.sequence > 0 && use(usedNumbers, `${session} ${signature.sequence}`)
  }

  function isConfirmed({ signature, key, body, name }: Claim): boolean {
    const id = hex(signature.transactionId)
    const { path } = operations[name]
    const isThere = transactions.some(
      each => each.id === id && each.keyId === key && each.method === path && hex(each.body) === hex(body),
    )
    return isThere && use(usedTransactions, id)
  }

  return (request: RawRequest): Verdict => {
    const claim = authentic(request)
    if (claim === undefined) return 'not authentic'
    const { name, signature, key, role } = claim
    const { roles, needsSession, confirmation } = operations[name]
    if (!use(usedNonces, `${key} ${hex(signature.nonce)}`)) return 'authentic'
    if (needsSession && role !== 'stranger' && !isInSession(claim)) return 'authentic'
    const isAllowed = roles === 'anyone' || (role !== 'stranger' && roles.includes(role))
    return isAllowed && (confirmation === 'none' || isConfirmed(claim)) ? 'earned' : 'authentic'
  }
}

interface Claim {
  readonly name: OperationName
  readonly signature: RequestSignature
  readonly body: Uint8Array
  readonly role: FuzzHand['role']
  /** Its id. */
  readonly key: string
}

function read({ signatures }: RawRequest): RequestSignature | undefined {
  const [entry, ...more] = signatures
  if (entry === undefined || more.length > 0) return undefined
  try {
    return requestSignatureCodec.decode(entry)
  } catch (fault) {
    if (fault instanceof DecodeError) return undefined
    throw fault
  }
}

function isSigned(
  place: readonly string[],
  signature: RequestSignature,
  body: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  const { keyVersion, unixMs, sequence, idempotencyKey } = signature
  if (idempotencyKey.includes('\n') || idempotencyKey.includes('\r') || !isSmall(signature.signature))
    return false
  const lines = [
    ...['parley-sig-v1', ...place, hex(signature.keyId), `${keyVersion}`, `${unixMs}`],
    ...[Buffer.from(signature.nonce).toString('base64'), hex(signature.sessionId), `${sequence}`],
    ...[hex(hashed(body)), idempotencyKey],
  ]
  const text = Buffer.from(lines.join('\n'))
  return portableSignatures.verifySignature(publicKey, text, signature.signature)
}

/** Whether the second half is below the order of the group: tweetnacl does not ask, and takes two signatures for one. */
function isSmall(signature: Uint8Array): boolean {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  return BigInt(`0x${hex(Uint8Array.from(signature.subarray(32)).reverse())}`) < order
}
