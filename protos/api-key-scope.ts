/**
 * What an API key may be for. It is copied into configurations and logs of other programs, so it opens nothing that changes anything,
 * no part in a round, and no model: what is taken away there is worth a signature.
 */
import { mayCall, type OperationName, operationNames, operations } from './operations.ts'
import type { Role } from './types.ts'

/** Groups that a scope may name. */
export const apiKeyGroups = {
  bounties: ['listBounties', 'getBounty', 'getMarket', 'getMarketLog', 'getLineageSignature', 'watch'],
  books: ['getBalances', 'getStatement', 'audit'],
  log: ['getCheckpoint', 'getLeaves', 'getInclusionProof', 'getConsistencyProof'],
  audit: ['getAuditBatch'],
  members: ['getRegistry', 'listKeys', 'listApiKeys', 'getRecovery'],
} as const satisfies Readonly<Record<string, readonly OperationName[]>>

const withheld: readonly OperationName[] = [
  'getDelivery',
  'downloadBlob',
  'getSessionChallenge',
  'listTransactions',
]

/** Whether an API key may ever call it. Whoever awaits something takes part in a round. */
export function isOpenToApiKeys(name: OperationName): boolean {
  const { sensitivity, roles } = operations[name]
  if (sensitivity !== 'read' || roles === 'anyone') return false
  return !name.startsWith('await') && !withheld.includes(name)
}

/** What a role's scope comes to. */
export type ReadScope =
  | { readonly kind: 'scope'; readonly methods: readonly OperationName[] }
  /** `word` is the one at fault; empty: nothing was named. */
  | {
      readonly kind: 'refused'
      readonly word: string
      readonly why: 'nothing' | 'unknown' | 'not-read' | 'role'
    }

/** The methods that words of a scope stand for, in the order of the table. Of a group, those that the role may call. */
export function readScope(words: readonly string[], role: Role): ReadScope {
  const methods = new Set<OperationName>()
  for (const word of words) {
    const group = Object.entries(apiKeyGroups).find(([name]) => name === word)?.[1]
    const named = group ?? operationNames.filter(name => name === word)
    const [first] = named
    if (first === undefined) return { kind: 'refused', word, why: 'unknown' }
    if (!named.every(isOpenToApiKeys)) return { kind: 'refused', word, why: 'not-read' }
    const callable = named.filter(name => mayCall(name, role))
    if (callable.length === 0) return { kind: 'refused', word, why: 'role' }
    for (const name of callable) methods.add(name)
  }
  if (methods.size === 0) return { kind: 'refused', word: '', why: 'nothing' }
  return { kind: 'scope', methods: operationNames.filter(name => methods.has(name)) }
}
