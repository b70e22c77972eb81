export interface SealTimerOptions {
  readonly everyMs: number
  readonly world: { readonly after: (delayMs: number, action: () => void) => () => void }
  readonly journal: { error(facts: object, message: string): void }
}

/** Seals every so often. A seal that cannot be made is told and made later: rows are recorded all the same. */
export function sealNowAndThen(
  keeper: { seal(): Promise<unknown> },
  { everyMs, world, journal }: SealTimerOptions,
): { close(): Promise<void> } {
  const seal = () =>
    keeper.seal().then(
      () => undefined,
      error => journal.error({ error: String(error) }, 'the books could not be sealed; tried again later'),
    )
  let cancel: () => void
  let isOpen = true
  const wait = () => {
    cancel = world.after(everyMs, () => void seal().then(() => isOpen && wait()))
  }
  wait()
  return {
    /** Makes a last seal. */
    async close() {
      isOpen = false
      cancel()
      await seal()
    },
  }
}
