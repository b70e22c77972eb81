/** Messages in the order in which they came, and at last the error that ended them. */
export interface Inbox<Message> {
  put(message: Message): void
  /** No message comes any more; those that came before are still given. */
  fail(error: Error): void
  /** The next message. One caller at a time. */
  next(): Promise<Message>
}

export function openInbox<Message>(): Inbox<Message> {
  const waiting: Message[] = []
  let failure: Error | undefined
  let wake = () => undefined as undefined
  return {
    put: message => {
      waiting.push(message)
      wake()
    },
    fail: error => {
      failure ??= error
      wake()
    },
    next: async () => {
      if (waiting.length === 0 && failure === undefined)
        await new Promise<void>(resolve => {
          wake = () => void resolve()
        })
      const message = waiting.shift()
      if (message !== undefined) return message
      throw failure
    },
  }
}
