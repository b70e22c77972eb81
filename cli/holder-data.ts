/**
 * The records of a holder are read against a data schema, and the schema comes with a bounty (or from a file). This
 * waits for the first bounty that the policy's lists allow and whose schema the records answer.
 */
import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConsentPolicy } from '../client/index.ts'
import {
  DataError,
  type DataReport,
  type HolderData,
  inspectDataset,
  parseDataSchema,
  readHolderData,
  type SiteFormat,
} from '../learning/index.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import type { BountyTerms } from '../protos/terms.ts'
import type { Bounty, BountyId } from '../protos/types.ts'
import { termsOf } from './bounty-view.ts'
import { readSchemaFile } from './data-documents.ts'
import { faultLine, warningLine } from './data-report-text.ts'
import { UsageError } from './errors.ts'

const pollMs = 2000

export interface DataSearch {
  readonly port: CoordinatorPort
  readonly policy: ConsentPolicy
  readonly data: string
  readonly schemaFile: string | undefined
  readonly site: SiteFormat | undefined
  readonly stop: AbortSignal
  /** Why a bounty's schema is passed over, or why nothing can be asked at the moment. */
  readonly note: (text: string) => void
}

/** The records, raw where their bounty begins with statistics; undefined when told to stop before any bounty asked for their like. */
export async function findHolderData(search: DataSearch): Promise<HolderData | undefined> {
  const { data, schemaFile, site, stop } = search
  await requirePresent(data)
  if (schemaFile !== undefined) return readHolderData(data, await readSchemaFile(schemaFile), site)
  const passedOver = new Set<BountyId>()
  while (!stop.aborted) {
    for (const bounty of await openBounties(search)) {
      if (passedOver.has(bounty.bountyId)) continue
      const found = await readFor(bounty, search)
      if (found !== undefined) return found
      passedOver.add(bounty.bountyId)
    }
    await sleep(pollMs, undefined, { signal: stop }).catch(() => undefined)
  }
  return undefined
}

async function requirePresent(data: string): Promise<void> {
  await stat(data).catch(() => {
    throw new UsageError(`${data} cannot be read; name a table in a file, or a folder of images, with --data`)
  })
}

async function openBounties({ port, note }: DataSearch): Promise<readonly Bounty[]> {
  const answer = await port.listBounties({
    states: ['open', 'running'],
    modelFamily: '',
    minimumPriceUnits: 0n,
    limit: 100,
    after: '',
  })
  if (answer.kind === 'granted') return answer.value.bounties
  note(`the coordinator cannot be asked (${answer.reason}: ${answer.message}); trying again`)
  return []
}

async function readFor(bounty: Bounty, search: DataSearch): Promise<HolderData | undefined> {
  const { policy, data, site, note } = search
  const terms = termsOf(bounty)
  const name = `bounty ${bounty.bountyId.slice(0, 8)} (${terms.title})`
  const passOver = (reason: string) => {
    note(`${name} is passed over: ${reason}`)
    return undefined
  }
  const denied = deniedBy(policy, bounty.buyer, terms)
  if (denied !== undefined) return passOver(denied)
  try {
    const schema = parseDataSchema(terms.data, 'the terms')
    const { dataset, raw, report } = await inspectDataset(data, schema, site)
    for (const warning of report.warnings) note(`${data}: ${warningLine(warning)}`)
    return dataset ?? raw ?? passOver(reasonOf(report))
  } catch (error) {
    if (!(error instanceof DataError)) throw error
    return passOver(error.message)
  }
}

/** Why records that were read to the end cannot be used. */
function reasonOf({ faults: [first] }: DataReport): string {
  if (first === undefined) throw new Error('records without a fault were not read')
  return faultLine(first)
}

/** Which list of the policy the bounty is not on; the agent decides on everything else. */
function deniedBy({ allow }: ConsentPolicy, buyer: string, terms: BountyTerms): string | undefined {
  const family = String(terms.model.family)
  if (!allow.buyers.includes(buyer)) return `buyer ${buyer} is not in allow.buyers of the policy`
  if (!allow.modelFamilies.includes(family))
    return `model family ${family} is not in allow.modelFamilies of the policy`
  if (!allow.purposes.includes(terms.purpose))
    return `purpose ${terms.purpose} is not in allow.purposes of the policy`
  return undefined
}
