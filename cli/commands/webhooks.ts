/** `parley webhooks add | list | rotate | remove | test`: being told what happens by signed HTTP requests. */
import { type Command, InvalidArgumentError } from 'commander'
import { toHex } from '../../aggregation/index.ts'
import { type EventKind, eventKinds } from '../../protos/events.ts'
import type { Webhook, WebhookSecret } from '../../protos/types.ts'
import { taken, withConnection } from '../connect.ts'
import { CommandError, UsageError } from '../errors.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { table, timeText } from '../output.ts'
import type { World } from '../world.ts'

interface AddOptions extends ConnectionOptions {
  readonly events: readonly EventKind[]
}

export function addWebhooksCommand(program: Command, world: World): void {
  const webhooks = program
    .command('webhooks')
    .description('be told what happens: signed HTTP requests to an address of yours')
  addAdd(webhooks, world)
  addList(webhooks, world)
  addRotate(webhooks, world)
  addRemove(webhooks, world)
  addTest(webhooks, world)
}

function addAdd(webhooks: Command, world: World): void {
  const add = withConnectionOptions(webhooks.command('add'))
    .argument('<url>', 'where the requests go: https, and reachable from the internet')
    .description('have events sent to an address; shows the secret that signs them, once')
    .requiredOption('--events <kinds>', 'which, with commas between; all for every one', readKinds)
    .addHelpText(
      'after',
      `
Examples:
  $ parley webhooks add https://hooks.st-anna.example/parley --events key-ends,key-alarm,key-changed
  $ parley webhooks add https://hooks.acme.example/parley --events bounty-settled,bounty-ended,dispute-opened --json

The kinds:
${wrapped(eventKinds)}

You are sent what the event stream would show you and no more. Keep the secret where the receiver reads it; whoever has it can
speak as the coordinator. docs/webhooks.md has a receiver of twenty lines.`,
    )
  withAction<AddOptions>(add, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port }) => {
      const answer = taken(await port.addWebhook({ url: args[0]!, kinds: options.events }))
      output.result(
        secretJson(answer),
        secretText('Added', answer, 'Try it: parley webhooks test WEBHOOK-ID'),
      )
    }),
  )
}

function addList(webhooks: Command, world: World): void {
  const list = withConnectionOptions(webhooks.command('list'))
    .description('your webhooks: where they lead, whether messages wait, how the last attempt went')
    .addHelpText('after', '\nExamples:\n  $ parley webhooks list\n  $ parley webhooks list --json')
  withAction<ConnectionOptions>(list, world, ({ options, output }) =>
    withConnection(options, world, async ({ port }) => {
      const { webhooks: found } = taken(await port.listWebhooks({}))
      output.result(found.map(webhookJson), found.length === 0 ? 'No webhooks.' : listText(found))
    }),
  )
}

function addRotate(webhooks: Command, world: World): void {
  const rotate = withConnectionOptions(webhooks.command('rotate'))
    .argument('<webhook-id>', 'as `parley webhooks list` shows it')
    .description('make another secret; for a day messages are signed with the old one as well')
    .addHelpText(
      'after',
      `
Example:
  $ parley webhooks rotate 0f3c…

Give the receiver both secrets, then take the old one away after a day. Where the old one may be known to somebody else, take it
away at once; or remove the webhook and add it again.`,
    )
  withAction<ConnectionOptions>(rotate, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port }) => {
      const answer = taken(await port.rotateWebhook({ webhookId: readId(args[0]!) }))
      const until = timeText(answer.webhook.overlapEndsAtMs)
      output.result(
        secretJson(answer),
        secretText('Replaced the secret of', answer, `The old one signs too until ${until}.`),
      )
    }),
  )
}

function addRemove(webhooks: Command, world: World): void {
  const remove = withConnectionOptions(webhooks.command('remove'))
    .argument('<webhook-id>', 'as `parley webhooks list` shows it')
    .description('send nothing more there; what still waits is not sent')
    .addHelpText('after', '\nExample:\n  $ parley webhooks remove 0f3c…')
  withAction<ConnectionOptions>(remove, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port }) => {
      const webhookId = readId(args[0]!)
      taken(await port.removeWebhook({ webhookId }))
      output.result({ webhookId, removed: true }, `Removed ${args[0]}.`)
    }),
  )
}

function addTest(webhooks: Command, world: World): void {
  const test = withConnectionOptions(webhooks.command('test'))
    .argument('<webhook-id>', 'as `parley webhooks list` shows it')
    .description('send a message of the type webhook-trial now, and say what came of it')
    .addHelpText(
      'after',
      `
Example:
  $ parley webhooks test 0f3c…

Exits 1 when it was not delivered. One that had answered 410 and is mended begins again with this.`,
    )
  withAction<ConnectionOptions>(test, world, ({ options, output, args }) =>
    withConnection(options, world, async ({ port }) => {
      const { isDelivered, outcome } = taken(await port.testWebhook({ webhookId: readId(args[0]!) }))
      if (!isDelivered) throw new CommandError(`the message was not delivered: ${outcome}`, 'not-delivered')
      output.result({ isDelivered, outcome }, `Delivered: ${outcome}.`)
    }),
  )
}

function readKinds(text: string): readonly EventKind[] {
  if (text === 'all') return eventKinds
  return text.split(',').map(word => {
    const kind = eventKinds.find(known => known === word.trim())
    if (kind === undefined)
      throw new InvalidArgumentError(`"${word}" is no kind of event; --help lists them.`)
    return kind
  })
}

function readId(text: string): Uint8Array {
  if (/^[0-9a-f]{32}$/.test(text)) return new Uint8Array(Buffer.from(text, 'hex'))
  throw new UsageError(
    `"${text}" is no webhook: an id has 32 lower-case hex digits; \`parley webhooks list\` shows them`,
  )
}

function webhookJson({ webhookId, ...facts }: Webhook): object {
  return { webhookId: toHex(webhookId), ...facts }
}

function secretJson({ webhook, secret }: WebhookSecret): object {
  return { ...webhookJson(webhook), secret }
}

function secretText(what: string, { webhook, secret }: WebhookSecret, next: string): string {
  return `${what} ${toHex(webhook.webhookId)}\n  to      ${webhook.url}\n  secret  ${secret}   (shown this once)\n${next}`
}

function listText(webhooks: readonly Webhook[]): string {
  const rows = webhooks.map(({ webhookId, url, kinds, state, waiting, lastAttemptAtMs, lastOutcome }) => [
    toHex(webhookId),
    url,
    kinds.length === eventKinds.length ? 'all' : kinds.join('\n'),
    state,
    `${waiting}`,
    lastAttemptAtMs === 0 ? 'none yet' : `${timeText(lastAttemptAtMs)}\n${lastOutcome}`,
  ])
  return table(['webhook', 'to', 'events', 'state', 'waiting', 'last attempt'], rows, [4])
}

/** Words with commas, in lines that fit a terminal. */
function wrapped(words: readonly string[]): string {
  const lines = ['']
  for (const word of words) {
    const line = lines.at(-1)!
    if (line.length + word.length > 96) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line}, ${word}`
  }
  return lines.map(line => `  ${line}`).join('\n')
}
