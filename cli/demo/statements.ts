/**
 * What each party of the demonstration has to show for its units: a statement with the formula behind every line, for a
 * calculator, and the bounty's log, from which all of it is computed again.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fromHex } from '../../aggregation/index.ts'
import { encodeCertificate } from '../../protos/lineage/index.ts'
import { type BountyLog, encodeBountyLog } from '../../protos/market-log/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { StatementLine } from '../../protos/types.ts'
import { fetchBountyLog } from '../bounty-log.ts'
import { fetchCertificate } from '../certificate.ts'
import { explainedStatement } from '../explained-statement.ts'
import { statementCsv } from '../statement-csv.ts'

export interface DemoStatements {
  /** Lines about bounties, of all parties, and of those the ones whose formula was found. */
  readonly lines: number
  readonly explained: number
  /** What the books paid to each organisation, by kind of movement. */
  readonly paid: ReadonlyMap<string, ReadonlyMap<string, bigint>>
  readonly log: BountyLog
}

/** Writes `statements/ORGANISATION.csv`, `bounty-log.json` and the model's `certificate.json` into the folder. */
export async function writeStatements(
  folder: string,
  port: CoordinatorPort,
  {
    organisations,
    bountyId,
    coordinatorKey,
  }: {
    readonly organisations: readonly string[]
    readonly bountyId: string
    readonly coordinatorKey: string
  },
): Promise<DemoStatements> {
  const statements = path.join(folder, 'statements')
  await mkdir(statements, { recursive: true })
  let [lines, explained] = [0, 0]
  const paid = new Map<string, ReadonlyMap<string, bigint>>()
  for (const organisation of organisations) {
    const statement = await explainedStatement(port, organisation, fromHex(coordinatorKey))
    const ofBounties = statement.explained.filter(({ line }) => line.bountyId !== '')
    lines += ofBounties.length
    explained += ofBounties.filter(({ movement }) => movement !== undefined).length
    paid.set(organisation, byKind(ofBounties.map(({ line }) => line)))
    await writeFile(path.join(statements, `${organisation}.csv`), statementCsv(statement.explained))
  }
  const log = await fetchBountyLog(port, coordinatorKey, bountyId)
  await writeFile(path.join(folder, 'bounty-log.json'), encodeBountyLog(log))
  const { certificate } = await fetchCertificate(port, coordinatorKey, bountyId)
  await writeFile(path.join(folder, 'certificate.json'), encodeCertificate(certificate))
  return { lines, explained, paid, log }
}

function byKind(lines: readonly StatementLine[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const { kind, amountUnits } of lines) sums.set(kind, amountUnits + (sums.get(kind) ?? 0n))
  return sums
}
