/** What was found out about a file. `proves` is a sentence; `isValid` false means that the file proves nothing. */
export interface Finding {
  readonly type:
    | 'equivocation'
    | 'fork'
    | 'fault'
    | 'statement'
    | 'receipt'
    | 'bounty-log'
    | 'settlement'
    | 'lineage'
    | 'checkpoint'
    | 'audit'
    | 'test-record'
  readonly isValid: boolean
  readonly proves: string
  readonly details: Readonly<Record<string, unknown>>
  /** More for people, one line each. */
  readonly lines?: readonly string[]
  /** The signed head of the log that it rests on, where it rests on one. */
  readonly checkpoint?: string
  /** The document that a bounty comes to. */
  readonly settlement?: Uint8Array
}

/** A finding about a file, for programs. */
export function findingJson({ type, isValid, proves, details }: Finding): Record<string, unknown> {
  return { type, valid: isValid, proves, ...details }
}

/** A finding for people; `file` is named where there are several. */
export function findingText({ isValid, proves, lines = [] }: Finding, file?: string): string {
  const verdict = `${isValid ? 'Holds' : 'Does not hold'}: ${proves}.`
  return [file === undefined ? verdict : `${file}: ${verdict}`, ...lines].join('\n')
}
