/**
 * The records of a holder are read against a data schema, and the schema comes with a bounty (or from a file). This
 * waits for the first bounty that the policy's lists allow and whose schema the records answer.
 */
import { readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseDocument } from 'yaml'
import type { ConsentPolicy } from '../client/index.ts'
import { DataError, type Dataset, parseDataSchema, readDataset } from '../learning/index.ts'
import type { CoordinatorPort } from '../protos/service.ts'
import type { BountyTerms } from '../protos/terms.ts'
import type { Bounty, BountyId } from '../protos/types.ts'
import { termsOf } from './bounty-view.ts'
import { UsageError } from './errors.ts'

const pollMs = 2000

export interface DataSearch {
  readonly port: CoordinatorPort
  readonly policy: ConsentPolicy
  readonly data: string
  readonly schemaFile: string | undefined
  readonly stop: AbortSignal
  /** Why a bounty's schema is passed over, or why nothing can be asked at the moment. */
  readonly note: (text: string) => void
}

/** The records; undefined when told to stop before any bounty asked for their like. */
export async function findHolderData(search: DataSearch): Promise<Dataset | undefined> {
  const { data, schemaFile, stop } = search
  await requirePresent(data)
  if (schemaFile !== undefined) return readDataset(data, await readSchema(schemaFile))
  const passedOver = new Set<BountyId>()
  while (!stop.aborted) {
    for (const bounty of await openBounties(search)) {
      if (passedOver.has(bounty.bountyId)) continue
      const dataset = await readFor(bounty, search)
      if (dataset !== undefined) return dataset
      passedOver.add(bounty.bountyId)
    }
    await sleep(pollMs, undefined, { signal: stop }).catch(() => undefined)
  }
  return undefined
}

async function requirePresent(data: string): Promise<void> {
  await stat(data).catch(() => {
    throw new UsageError(`${data} cannot be read; name a CSV file or a folder of IDX files with --data`)
  })
}

async function readSchema(file: string) {
  const document = parseDocument(await readFile(file, 'utf8'))
  const [error] = document.errors
  if (error !== undefined) throw new UsageError(`${file} is not YAML: ${error.message}`)
  return parseDataSchema(document.toJS(), file)
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

async function readFor(bounty: Bounty, { policy, data, note }: DataSearch): Promise<Dataset | undefined> {
  const terms = termsOf(bounty)
  const name = `bounty ${bounty.bountyId.slice(0, 8)} (${terms.title})`
  const denied = deniedBy(policy, bounty.buyer, terms)
  if (denied !== undefined) {
    note(`${name} is passed over: ${denied}`)
    return undefined
  }
  try {
    return await readDataset(data, parseDataSchema(terms.data, 'the terms'))
  } catch (error) {
    if (!(error instanceof DataError)) throw error
    note(`${name} is passed over: ${error.message}`)
    return undefined
  }
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
