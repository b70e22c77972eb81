/** The statement of one bounty: a page of it as JSON, or all of it as CSV. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ConsoleMovement, StatementParty } from './console-state.ts'
import { createExplainedLogs } from './explained-log.ts'
import { sendSentence, wholeNumberOf } from './sentence.ts'
import { partiesOf, statementLines, statementPage } from './statement.ts'
import { statementCsv } from './statement-csv.ts'
import type { ConsoleView } from './view.ts'

interface StatementRequest {
  readonly Params: { readonly id: string }
  readonly Querystring: {
    readonly party?: string | string[]
    readonly after?: string | string[]
  }
}

export function addStatementRoutes(
  app: FastifyInstance,
  view: ConsoleView,
  logError: (error: unknown) => void,
): void {
  const explainedLog = createExplainedLogs(view)

  /** The movements, or undefined after a sentence that says why there are none. */
  async function movementsFor(
    id: string,
    reply: FastifyReply,
  ): Promise<readonly ConsoleMovement[] | undefined> {
    const log = /^[0-9a-f]{64}$/.test(id) ? await explainedLog(id) : undefined
    if (log === undefined) sendSentence(reply, 404, 'The public log has no bounty of that id.')
    else if (log === 'busy')
      sendSentence(
        reply.header('retry-after', '10'),
        503,
        'The console is explaining another log: try again soon.',
      )
    else if (log.kind === 'explained') return log.movements
    else {
      logError(new Error(`bounty ${id}: leaf ${log.leafIndex} does not hold: ${log.detail}`))
      const what = `The public log of this bounty does not hold at leaf ${log.leafIndex}`
      sendSentence(reply, 500, `${what}: do not rely on its money. The coordinator’s log says why.`)
    }
    return undefined
  }

  app.get<StatementRequest>('/api/bounties/:id/statement', async (request, reply) => {
    const after = wholeNumberOf(request.query.after)
    if (after === undefined)
      return sendSentence(reply, 400, 'The line to continue after must be a whole number.')
    const movements = await movementsFor(request.params.id, reply)
    if (movements === undefined) return reply
    const page = statementPage(request.params.id, movements, partyOf(request.query), after)
    return page ?? refuseParty(reply)
  })

  app.get<StatementRequest>('/api/bounties/:id/statement.csv', async (request, reply) => {
    const movements = await movementsFor(request.params.id, reply)
    if (movements === undefined) return reply
    const party = partyOf(request.query)
    if (!partiesOf(movements).includes(party)) return refuseParty(reply)
    const name = `statement-${request.params.id.slice(0, 12)}-${party.replace(':', '-')}.csv`
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(statementCsv(statementLines(movements, party)))
  })
}

function partyOf({ party = 'all' }: StatementRequest['Querystring']): StatementParty {
  return typeof party === 'string' ? party : ''
}

function refuseParty(reply: FastifyReply): FastifyReply {
  return sendSentence(
    reply,
    400,
    'The party must be all, buyer, fees, or holder: with the name of one that had a part in this bounty’s money.',
  )
}
