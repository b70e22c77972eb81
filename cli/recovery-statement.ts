/**
 * A statement that recovery keys sign, as a file that goes from one person to the next: what is to happen, at which coordinator, and
 * the signatures so far. It holds no secret.
 */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { fromHex, type Signer, toHex, verifySignature } from '../aggregation/index.ts'
import { recoverySetSigningBytes, recoverySigningBytes, signRecovery } from '../protos/key-recovery.ts'
import { type Bytes, type RecoverySignature, roles } from '../protos/types.ts'
import { UsageError } from './errors.ts'
import { writeFileAtomically } from './profile.ts'

const key = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
const natural = z.number().int().nonnegative()
const whose = {
  environment: z.string().min(1).max(40),
  coordinatorKey: key,
  organisation: z.string().min(1).max(40),
  role: z.enum(roles),
  counter: natural,
}

const schema = z.strictObject({
  type: z.literal('parley/recovery-statement/v1'),
  statement: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('recover-key'), ...whose, newKey: key, notAfterMs: natural }),
    z.strictObject({
      kind: z.literal('set-recovery'),
      ...whose,
      threshold: natural.max(9),
      keys: z.array(key).max(9),
    }),
  ]),
  signatures: z
    .array(z.strictObject({ key, signature: z.string().regex(/^[0-9a-f]{128}$/, 'must be 128 hex digits') }))
    .max(9),
})
export type RecoveryFile = z.infer<typeof schema>
export type RecoveryStatement = RecoveryFile['statement']

/** Reads a statement. Throws `UsageError` naming the file and the field. */
export async function readStatement(file: string): Promise<RecoveryFile> {
  const text = await readFile(file, 'utf8')
  const checked = schema.safeParse(parsed(text, file))
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]!
  throw new UsageError(`${file} is no recovery statement: ${issue.path.join('.')} ${issue.message}`)
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is no recovery statement: ${(error as Error).message}`)
  }
}

export function unsignedFile(statement: RecoveryStatement): RecoveryFile {
  return { type: 'parley/recovery-statement/v1', statement, signatures: [] }
}

export function encodeStatement(file: RecoveryFile): Uint8Array {
  return Buffer.from(`${JSON.stringify(file, null, 2)}\n`)
}

/** The bytes that are signed. */
export function statementBytes(statement: RecoveryStatement): Bytes {
  const { environment, coordinatorKey: audience, counter } = statement
  const destination = { environment, audience }
  if (statement.kind === 'set-recovery')
    return recoverySetSigningBytes(destination, statement, {
      counter,
      threshold: statement.threshold,
      keys: statement.keys.map(fromHex),
    })
  const { newKey, notAfterMs } = statement
  return recoverySigningBytes(destination, statement, { counter, newKey: fromHex(newKey), notAfterMs })
}

/** Adds a signature, in the place of an earlier one by the same key, and writes the file. */
export async function addSignature(path: string, file: RecoveryFile, signer: Signer): Promise<RecoveryFile> {
  const made = signRecovery(statementBytes(file.statement), signer)
  const signature = { key: toHex(made.key), signature: toHex(made.signature) }
  const others = file.signatures.filter(each => each.key !== signature.key)
  const signed = { ...file, signatures: [...others, signature] }
  await writeFileAtomically(path, encodeStatement(signed))
  return signed
}

/** The signatures in the file. Throws `UsageError` for one that does not hold over what the file says. */
export function signaturesIn({ statement, signatures }: RecoveryFile): readonly RecoverySignature[] {
  const signed = statementBytes(statement)
  return signatures.map(({ key, signature }) => {
    if (!verifySignature(fromHex(key), signed, fromHex(signature)))
      throw new UsageError(
        `the signature of ${key} does not hold: the statement was changed after it; begin again with a new one`,
      )
    return { key: fromHex(key), signature: fromHex(signature) }
  })
}

/** What people are asked to sign. */
export function statementText(statement: RecoveryStatement): string {
  const { organisation, role, coordinatorKey, environment, counter } = statement
  const where = `at the ${environment} coordinator ${coordinatorKey}\n(made ${new Date(counter).toISOString()})`
  if (statement.kind === 'recover-key')
    return `The key ${statement.newKey} takes the place of every key of ${organisation} as ${role},\nuntil ${new Date(statement.notAfterMs).toISOString()}, ${where}.`
  const { threshold, keys } = statement
  return `${threshold} of these recovery keys take the place of those of ${organisation} as ${role},\n${where}:\n${keys.map(each => `  ${each}`).join('\n')}`
}
