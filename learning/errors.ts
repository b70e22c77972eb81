/** A file, a field or a schema of the data holder that must be mended before anything can be trained on it. */
export class DataError extends Error {
  override readonly name = 'DataError'
  /** The file or folder with the fault. */
  readonly file: string
  /** Line in the file, from 1; absent when the fault is in no one line. */
  readonly line: number | undefined
  /** Column or field; absent when the fault is in no one column. */
  readonly column: string | undefined

  constructor(file: string, fault: string, place: { readonly line?: number; readonly column?: string } = {}) {
    const line = place.line === undefined ? '' : `, line ${place.line}`
    const column = place.column === undefined ? '' : `, column "${place.column}"`
    super(`${file}${line}${column}: ${fault}`)
    this.file = file
    this.line = place.line
    this.column = place.column
  }
}

/** A model specification or model file that is refused; the message names the field and what is allowed. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
}

export type TrainingFault = 'diverged' | 'bad-request'

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
