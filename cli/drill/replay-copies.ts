/** Many copies of one request at the same time at two doors over one database: one is let in. */
import { operations } from '../../protos/operations.ts'
import { type Captured, type Maker, rawRequest, signed } from './replay-requests.ts'
import type { ReplayStage } from './replay-stage.ts'

export interface ConcurrencyReport {
  /** Requests of which copies were sent: one of each method that changes something, and the two below. */
  readonly kinds: number
  readonly copies: number
  /** As many as kinds, where each was let in once. */
  readonly accepted: number
  /** The most that were let in of one kind. */
  readonly mostOfOneKind: number
}

/** For the methods of captured requests; and, signed anew each time, calls under one number, and calls by one transaction. */
export async function sendCopies(
  stage: ReplayStage,
  maker: Maker,
  captured: readonly Captured[],
  copies: number,
): Promise<ConcurrencyReport> {
  const changing = captured.filter(({ method }) => operations[method].changesState)
  const kinds: Captured[][] = []
  for (const { method } of changing) {
    const fresh = await maker.make(method)
    kinds.push(Array.from({ length: copies }, () => fresh))
  }
  const numbered = changing.find(
    ({ method }) => operations[method].needsSession && operations[method].confirmation === 'none',
  )
  if (numbered !== undefined) {
    const session = await maker.placeOf(numbered.hand)
    kinds.push(Array.from({ length: copies }, () => signed(stage, numbered, { session })))
  }
  const confirmed = changing.find(({ method }) => operations[method].confirmation !== 'none')
  if (confirmed !== undefined) {
    const fresh = await maker.make(confirmed.method)
    const { transactionId } = fresh.signature
    const many: Captured[] = []
    for (let i = 0; i < copies; i++)
      many.push(signed(stage, fresh, { session: await maker.placeOf(fresh.hand), transactionId }))
    kinds.push(many)
  }
  const accepted: number[] = []
  for (const requests of kinds) {
    const { outcomes } = await stage.send(
      requests.map((request, i) => [i % 2 === 0 ? 'own' : 'further', rawRequest(request)] as const),
    )
    accepted.push(outcomes.filter(outcome => outcome === 'admitted').length)
  }
  return {
    kinds: kinds.length,
    copies,
    accepted: accepted.reduce((sum, each) => sum + each, 0),
    mostOfOneKind: Math.max(0, ...accepted),
  }
}
