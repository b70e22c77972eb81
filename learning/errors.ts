/** A file, a field or a schema of the data holder that must be mended before anything can be trained on it. */
export class DataError extends Error {
  override readonly name = 'DataError'
  /** The file or folder with the fault. */
  readonly file: string
  /** Line in the file, from 1; absent when the fault is in no one line. */
  readonly line: number | undefined
  /** Row of a table that has no lines (Parquet, NPZ), from 1. */
  readonly row: number | undefined
  /** File inside an archive. */
  readonly member: string | undefined
  /** Column or field; absent when the fault is in no one column. */
  readonly column: string | undefined
  /** What is wrong and how to mend it, without the place. */
  readonly fault: string

  constructor(file: string, fault: string, place: DataPlace = {}) {
    super(`${file}${placeText(place)}: ${fault}`)
    this.file = file
    this.line = place.line
    this.row = place.row
    this.member = place.member
    this.column = place.column
    this.fault = fault
  }
}

/** Where in a file of data a fault is. */
export interface DataPlace {
  readonly line?: number | undefined
  readonly row?: number | undefined
  readonly member?: string | undefined
  readonly column?: string | undefined
}

function placeText({ line, row, member, column }: DataPlace): string {
  return [
    line === undefined ? '' : `, line ${line}`,
    row === undefined ? '' : `, row ${row}`,
    member === undefined ? '' : `, member "${member}"`,
    column === undefined ? '' : `, column "${column}"`,
  ].join('')
}

/** A model specification or model file that is refused; the message names the field and what is allowed. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
}

/** An algorithm that terms name and that is refused; `field` is below `training.algorithm`, empty for all of it. */
export class AlgorithmError extends Error {
  override readonly name = 'AlgorithmError'
  readonly field: string

  constructor(field: string, message: string) {
    super(`${['training.algorithm', field].filter(part => part !== '').join('.')} ${message}`)
    this.field = field
  }
}

/** `trainer-failed`: a trainer in another process broke its protocol, kept Parley waiting, or said that it failed. */
export type TrainingFault = 'diverged' | 'bad-request' | 'trainer-failed'

/** Training or evaluation that cannot succeed as asked; trying the same again gives the same fault. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError'
  readonly reason: TrainingFault

  constructor(reason: TrainingFault, message: string) {
    super(message)
    this.reason = reason
  }
}

export type WorkerFault = 'crashed' | 'closed'

/** The worker died or was closed under a job. After `crashed` the same call may be tried again. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError'
  readonly reason: WorkerFault

  constructor(reason: WorkerFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** A backend that there is not, or that cannot be used on this machine. */
export class BackendError extends Error {
  override readonly name = 'BackendError'
  /** Why, without the backend's name. */
  readonly reason: string

  constructor(reason: string, backend?: string) {
    super(backend === undefined ? reason : `the backend ${backend} cannot be used here: ${reason}`)
    this.reason = reason
  }
}
