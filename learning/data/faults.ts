/**
 * What may be wrong with a holder's data, as values: a reader hands each fault to whoever reads. Loading throws the
 * first; a check goes on and collects all.
 */
import { DataError, type DataPlace } from '../errors.ts'

/** Kinds of faults, a closed list; they group faults in a report. */
export const dataFaultKinds = [
  'unreadable',
  'missing-column',
  'repeated-column',
  'field-count',
  'blank',
  'not-a-number',
  'not-an-integer',
  'not-a-date',
  'not-a-boolean',
  'out-of-range',
  'unknown-category',
  'unknown-class',
  'not-imputed',
  'too-large',
  'wrong-shape',
  'wrong-colour',
  'no-examples',
] as const
export type DataFaultKind = (typeof dataFaultKinds)[number]

/** One fault: what was found, and what to do. */
export interface DataFault {
  readonly kind: DataFaultKind
  /** The file with the fault, which in a folder of pictures is one of many. */
  readonly file: string
  readonly place: DataPlace
  /** What was found, as the first half of a sentence. */
  readonly found: string
  /** What to do, as the second half; empty when the first half says it. */
  readonly fix: string
}

/** Takes a fault; may throw to end the reading. */
export type FaultHandler = (fault: DataFault) => void

/** The fault as the sentence a person reads. */
export function faultText({ found, fix }: Pick<DataFault, 'found' | 'fix'>): string {
  return fix === '' ? found : `${found}; ${fix}`
}

/** The handler of a reader that stops at the first fault: throws it as `DataError`. */
export function throwFault(fault: DataFault): never {
  throw new DataError(fault.file, faultText(fault), fault.place)
}
