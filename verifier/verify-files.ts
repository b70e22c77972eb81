/** Files examined one by one, as both command lines do it. */
import path from 'node:path'
import { DocumentError } from './document-error.ts'
import { examine } from './examine.ts'
import { readDocumentFile, writeNew } from './files.ts'
import { type Finding, findingJson, findingText } from './finding.ts'

export interface VerifyOptions {
  readonly coordinatorKey?: string
  readonly holderKey?: string
  readonly modelHash?: string
  readonly witnesses?: readonly string[]
  readonly witnessesNeeded?: number
  /** File of the bounty's log that a settlement is checked against. */
  readonly log?: string
  /** Where the settlement goes that a bounty's log comes to; of several logs, a folder. */
  readonly settlement?: string
}

/** What was found, for programs and for people. */
export interface Verified {
  readonly value: unknown
  readonly text: string
  /** The first thing that does not hold. */
  readonly failed: string | undefined
}

export async function verifyFiles(files: readonly string[], options: VerifyOptions): Promise<Verified> {
  const findings = []
  const isOneOfSeveral = files.length > 1
  for (const file of files) findings.push({ file, finding: await examineFile(file, options, isOneOfSeveral) })
  return {
    value: isOneOfSeveral
      ? findings.map(({ file, finding }) => ({ file, ...findingJson(finding) }))
      : findingJson(findings[0]!.finding),
    text: findings
      .map(({ file, finding }) => findingText(finding, isOneOfSeveral ? file : undefined))
      .join('\n'),
    failed: findings.find(({ finding }) => !finding.isValid)?.finding.proves,
  }
}

async function examineFile(file: string, options: VerifyOptions, isOneOfSeveral: boolean): Promise<Finding> {
  const { settlement, log, ...known } = options
  const beside = log === undefined ? {} : { log: await readDocumentFile(log) }
  const finding = examine(await readDocumentFile(file), { ...known, ...beside })
  if (settlement === undefined) return finding
  if (finding.type !== 'bounty-log')
    throw new DocumentError(`${file} is no bounty’s log; only they have a settlement`)
  if (finding.settlement === undefined) return finding
  const name = isOneOfSeveral ? path.join(settlement, `${finding.details.bountyId}.json`) : settlement
  await writeNew(name, finding.settlement, '--settlement')
  return finding
}
