/** An experiment that cannot be run as it is written; known before the first round. */
export class ExperimentError extends Error {
  override readonly name = 'ExperimentError'
  /** Dotted path in the experiment. */
  readonly field: string

  constructor(field: string, message: string) {
    super(`${field}: ${message}`)
    this.field = field
  }
}

/** An experiment's file, preset or change of a field is not as it must be; the message says where, and what would do. */
export class ExperimentFileError extends Error {
  override readonly name = 'ExperimentFileError'
}
