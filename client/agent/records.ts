/**
 * A holder's records as the rounds of a bounty use them: standardised by the schema of the round's model, and divided for
 * good into those that are trained on and those that the model is evaluated on.
 */
import {
  columnsOf,
  completeDataset,
  type DataSchema,
  type Dataset,
  type HolderData,
  holdOut,
  imputationOf,
  isRawDataset,
  type LoadedDataset,
  loadDataset,
  recordsOf,
  type TableColumns,
} from '../../learning/index.ts'
import type { BountyPapers } from './bounty-papers.ts'
import type { AgentEvent } from './events.ts'

export interface DividedRecords {
  readonly training: LoadedDataset
  /** None where the terms keep none out of training, or where there is one record only. */
  readonly heldOut: LoadedDataset | undefined
}

export interface HolderRecords {
  /** Records as they were read; what a commitment is made to. */
  readonly committed: Dataset
  readonly examples: number
  /** Columns in their own units. Throws for records that were not read for statistics. */
  columns(): TableColumns
  /** For the rounds of a bounty whose models have this schema; the same records every time. */
  divided(papers: BountyPapers, schema: DataSchema): DividedRecords
}

/** `report` hears once for each schema what was imputed by it. */
export function openRecords(data: HolderData, report: (event: AgentEvent) => void): HolderRecords {
  const committed = recordsOf(data)
  let latest: { readonly key: string; readonly records: DividedRecords } | undefined

  function standardised({ bountyId }: BountyPapers, schema: DataSchema): Dataset {
    if (!isRawDataset(data)) return data
    if (schema.kind !== 'table') throw new Error('records of a table were read for a bounty about images')
    report({
      kind: 'standardised',
      bountyId,
      records: data.records.examples,
      columns: imputationOf(data, schema),
    })
    return completeDataset(data, schema)
  }

  return {
    committed,
    examples: committed.examples,
    columns: () => {
      if (!isRawDataset(data))
        throw new Error('the records were read as examples, without the columns that statistics need')
      return columnsOf(data)
    },
    divided: (papers, schema) => {
      const key = JSON.stringify([papers.bountyId, schema])
      if (latest?.key !== key) latest = { key, records: divide(standardised(papers, schema), papers) }
      return latest.records
    },
  }
}

function divide(dataset: Dataset, { bountyId, terms }: BountyPapers): DividedRecords {
  if (terms.evaluation === undefined) return { training: loadDataset(dataset), heldOut: undefined }
  const { training, heldOut } = holdOut(dataset, terms.evaluation.heldOutPermille, bountyId)
  return {
    training: loadDataset(training),
    heldOut: heldOut === undefined ? undefined : loadDataset(heldOut),
  }
}
