/** What was found out about a file. `proves` is a sentence; `isValid` false means that the file proves nothing. */
export interface Finding {
  readonly type: 'equivocation' | 'fault' | 'statement' | 'receipt' | 'bounty-log'
  readonly isValid: boolean
  readonly proves: string
  readonly details: Readonly<Record<string, unknown>>
  /** More for people, one line each. */
  readonly lines?: readonly string[]
  /** The document that a bounty comes to. */
  readonly settlement?: Uint8Array
}
