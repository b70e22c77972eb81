/**
 * The free rider's trainer: a program of the holder's own, as `parley client --trainer` takes it, that trains nothing. It hands
 * every model back as it came, says that it used all examples, and leaves its agent nothing to send but zeros. Agent, masks
 * and signatures are those of everybody else.
 */
import { copyFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

interface Order {
  readonly type: string
  readonly job?: number
  readonly modelFile?: string
  readonly outputFile?: string
  readonly examples?: number
}

function say(message: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

function answer({ type, job, modelFile, outputFile, examples }: Order): void {
  if (type === 'hello')
    say({ type, protocol: 1, name: 'idle', framework: 'none', device: 'none', capabilities: ['mlp'] })
  if (type === 'bye') process.exit()
  if (type !== 'train' || modelFile === undefined || outputFile === undefined) return
  copyFileSync(modelFile, outputFile)
  say({ type: 'done', job, weights: outputFile, examples, steps: 1, meanLoss: 0 })
}

createInterface({ input: process.stdin }).on('line', line => answer(JSON.parse(line)))
