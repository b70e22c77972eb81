/**
 * Owns the process of a trainer: starts it as the leader of a process group of its own, carries messages, and ends the
 * whole group (SIGTERM, then SIGKILL) when it breaks the protocol, is told to go, or this process ends. No shell is
 * started. A process that leaves the group on purpose is not found again.
 */
import { spawn } from 'node:child_process'
import type { TrainerCommand } from './command.ts'
import { type ChildFault, faultError } from './faults.ts'
import { openInbox } from './inbox.ts'
import { openLineReader, openTail } from './line-reader.ts'
import { encodeOrder, type Order, parseReply, type Reply, trainerProtocol } from './messages.ts'
import { whenProcessEnds } from './process-end.ts'
import type { StartTimer } from './timers.ts'

const stderrBytes = 4096
/** How long pipes are read after the end of the child, if a process that it left behind holds them open. */
const pipesMs = 1000

export interface TrainerChild {
  send(order: Order): void
  /** The next message. Rejects as the port does, once the child and its group are gone. */
  next(): Promise<Reply>
  /** Ends the child for this reason, unless it is ending for another. */
  fail(fault: ChildFault): void
  /** Resolves, once the child and its group are gone, with why: as the port tells it. */
  readonly ended: Promise<Error>
  /** Asks the child to go, and ends it when it does not. */
  dismiss(): Promise<void>
  /** False as soon as the child has failed, or is gone. */
  isUsable(): boolean
}

export function startTrainerChild(
  command: TrainerCommand,
  graceMs: number,
  startTimer: StartTimer,
): TrainerChild {
  const { program, args, env, workingFolder } = command
  const child = spawn(program, args, { cwd: workingFolder, env, stdio: 'pipe', detached: true })
  const inbox = openInbox<Reply>()
  const stderr = openTail(stderrBytes)
  let fault: ChildFault | undefined
  let outputBytes = 0

  const signal = (name: NodeJS.Signals) => signalGroup(child.pid, name)
  const forget = whenProcessEnds(() => signal('SIGKILL'))
  const fail = (found: ChildFault) => {
    if (fault !== undefined) return
    fault = found
    signal('SIGTERM')
    const stop = startTimer(graceMs, () => signal('SIGKILL'))
    void ended.then(stop)
  }
  const ended = new Promise<Error>(resolve => {
    const end = (what: string) => {
      forget()
      fault ??= { kind: 'died', what }
      const error = faultError(fault, program, stderr.text())
      inbox.fail(error)
      resolve(error)
    }
    child.once('close', (code, name) =>
      end(name === null ? `it ended with code ${code}` : `it was ended by ${name}`),
    )
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) end(startFault(error, command))
    })
  })
  child.once('exit', () => {
    // What it started and left behind goes with it.
    signal('SIGKILL')
    const stop = startTimer(pipesMs, () => [child.stdout, child.stderr].forEach(pipe => void pipe.destroy()))
    void ended.then(stop)
  })
  const misbehaved = (what: string) => fail({ kind: 'misbehaved', what })
  const lines = openLineReader(trainerProtocol.lineBytes, line => {
    if (fault !== undefined) return
    const parsed = parseReply(line)
    if (parsed.kind === 'reply') inbox.put(parsed.reply)
    else misbehaved(parsed.fault)
  })
  child.stdout.on('data', (chunk: Buffer) => {
    if (fault !== undefined) return
    outputBytes += chunk.length
    const { lineBytes, outputBytes: most } = trainerProtocol
    if (outputBytes > most) misbehaved(`it wrote more than ${most} bytes to stdout for one request`)
    else if (!lines.push(chunk)) misbehaved(`it wrote a line of more than ${lineBytes} bytes to stdout`)
  })
  child.stderr.on('data', stderr.push)
  // A pipe that breaks is the end of the child, told by `close`.
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.on('error', () => undefined)

  const send = (order: Order) => {
    outputBytes = 0
    if (child.stdin.writable) child.stdin.write(encodeOrder(order))
  }
  return {
    send,
    next: inbox.next,
    fail,
    ended,
    dismiss: async () => {
      send({ type: 'bye' })
      child.stdin.end()
      const stop = startTimer(graceMs, () => fail({ kind: 'closed' }))
      await ended
      stop()
    },
    isUsable: () => fault === undefined,
  }
}

/** Signals the whole group that the child leads; nothing when nobody is left of it. */
function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function startFault(
  { code, message }: NodeJS.ErrnoException,
  { program, workingFolder }: TrainerCommand,
): string {
  if (code === 'ENOENT')
    return `"${program}" is not found, neither in PATH nor from ${workingFolder}; check how the command is written`
  if (code === 'EACCES') return `"${program}" may not be executed; is it a program?`
  return `"${program}" cannot be started: ${message}`
}
