/**
 * What a holder's data is, as seen on the holder's own machine, before a bounty is joined: which records fit a data
 * schema and which do not, what is missing and what will stand there. The report is about records and never leaves by
 * itself: ranges, means and counts tell about them.
 */
import type { DataPlace } from '../../errors.ts'
import type { DataFaultKind } from '../faults.ts'
import type { TableFeature } from '../feature-schema.ts'

/** Formats that data is read from. */
export type DataFormat = 'csv' | 'parquet' | 'npz' | 'npy' | 'idx' | 'pictures'

export interface DataReport {
  readonly file: string
  readonly format: DataFormat
  readonly kind: 'table' | 'image'
  /** Whether the data can be loaded as it is. Warnings do not hinder. */
  readonly fits: boolean
  /** Records found, with or without faults. */
  readonly records: number
  /** Records that become examples. */
  readonly examples: number
  readonly faultCount: number
  readonly faults: readonly FaultGroup[]
  readonly warnings: readonly DataWarning[]
  readonly label: LabelReport
  /** One for each column of the schema; none for images. */
  readonly columns: readonly ColumnReport[]
  /** Columns of the file that the schema does not name; they are left alone. */
  readonly unreadColumns: readonly string[]
  /** Absent where the examples could not be made. */
  readonly duplicates: DuplicateReport | undefined
}

/** Faults of one kind, in one column, with one remedy. */
export interface FaultGroup {
  readonly kind: DataFaultKind
  readonly column: string | undefined
  readonly count: number
  /** What to do; empty where the samples say it. */
  readonly fix: string
  /** The first few. */
  readonly samples: readonly FaultSample[]
}

export interface FaultSample extends DataPlace {
  readonly file: string
  readonly found: string
}

export const dataWarningKinds = [
  'mostly-missing',
  'constant',
  'suspicious-value',
  'unseen-class',
  'duplicates',
] as const
export type DataWarningKind = (typeof dataWarningKinds)[number]

/** Something that may be as it should, and should be looked at. */
export interface DataWarning {
  readonly kind: DataWarningKind
  readonly column: string | undefined
  readonly message: string
}

export interface Count {
  readonly value: string
  readonly count: number
}

export interface LabelReport {
  readonly name: string
  /** Every class of the schema with the number of its examples. */
  readonly classes: readonly Count[]
  /** Records left out for want of a label, by how the file says so. */
  readonly missing: readonly Count[]
}

export interface ColumnReport {
  readonly name: string
  readonly kind: TableFeature['kind']
  /** Values that could be read and are not missing. */
  readonly present: number
  /** Missing values by how the file says so. */
  readonly missing: readonly Count[]
  /** What stands for the missing ones; absent where the schema imputes nothing. */
  readonly imputed: Imputation | undefined
  /** Of a number or a date. Absent where no value is present. */
  readonly numbers: NumberReport | undefined
  /** Of a boolean, ordinal or category: every value of the schema, those that do not occur included. */
  readonly values: readonly Count[] | undefined
}

export interface Imputation {
  readonly by: NonNullable<TableFeature['impute']>
  /** The public value that is put there; absent for an indicator, and for a federated one still to be made. */
  readonly value: number | string | boolean | undefined
  readonly count: number
}

/** Numbers as they are in the file; of a date, days as YYYY-MM-DD and the deviation in days. */
export interface NumberReport {
  readonly minimum: number | string
  readonly maximum: number | string
  readonly mean: number | string
  /** Standard deviation of the population: divided by the count. */
  readonly deviation: number
  /** At 5, 25, 50, 75 and 95 per cent; from a random sample where there are more values than `sampleSize`. */
  readonly quantiles: readonly (number | string)[]
}

export const quantileShares = [0.05, 0.25, 0.5, 0.75, 0.95] as const

export interface DuplicateReport {
  /** Examples that are equal to an earlier one in everything the schema names. */
  readonly count: number
  /** The first few: places of an example and of the earlier one; lines or rows of a table, else numbers from 1. */
  readonly pairs: readonly (readonly [number, number])[]
}
