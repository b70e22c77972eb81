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
