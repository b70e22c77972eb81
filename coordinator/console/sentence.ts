/** What the console's routes read of an address, and how they refuse. */
import type { FastifyReply } from 'fastify'

/** Answers with a page of one sentence. The sentence is written as it is: nothing of a stranger's belongs in it. */
export function sendSentence(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Parley console</title><main><h1>Parley console</h1><p>${sentence}</p></main></html>\n`,
    )
}

/** Text of others, so that a browser shows it and does nothing else with it. */
export function escaped(text: string): string {
  return text.slice(0, 200).replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}

/** A whole number as an address has it, 0 where there is none; undefined for anything else. */
export function wholeNumberOf(value: string | string[] | undefined): number | undefined {
  if (value === undefined) return 0
  if (typeof value !== 'string' || !/^\d{1,16}$/.test(value)) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : undefined
}
