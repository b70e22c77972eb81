/** The command lines of the demonstration's holders and evaluators. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AgentStart } from './agents.ts'
import { type Drill, type Hospital, type Organisation, smallestToSpareOne } from './cast.ts'
import type { DemoFolder } from './demo-folder.ts'
import { binary } from './service.ts'

/** `parley client`: the agent of a hospital. */
export function holderAgent(folder: DemoFolder, { organisation, part }: Hospital): AgentStart {
  const home = folder.holder(organisation)
  return {
    organisation,
    argumentsFor: drills => [
      ...[binary, 'client', '--json', '--once', '--exit-with-parent', '--home', home],
      ...['--data', path.join(home, 'records'), '--policy', path.join(home, 'policy.yaml')],
      ...['--passphrase-file', folder.passphraseFile],
      ...(part === 'free-rider' ? ['--trainer', path.join(home, trainerFile)] : []),
      ...drills.flatMap(drill => ['--drill-hold', drillText(drill)]),
    ],
  }
}

/** `parley bounty score`: an evaluator, until nothing is left to test. */
export function evaluatorAgent(
  folder: DemoFolder,
  { organisation }: Organisation,
  bountyId: string,
): AgentStart {
  return {
    organisation,
    argumentsFor: () => [
      ...[binary, 'bounty', 'score', bountyId, '--json', '--exit-with-parent'],
      ...['--home', folder.evaluator(organisation), '--passphrase-file', folder.passphraseFile],
    ],
  }
}

/** In the free rider's home: the trainer that it puts in place of the built-in one. */
export const trainerFile = 'trainer.yaml'

export function trainerPage(): string {
  const program = new URL(`idle-trainer${path.extname(import.meta.url)}`, import.meta.url)
  const command = [process.execPath, fileURLToPath(program)]
  return `# A trainer that trains nothing: docs/external-trainers.md says what a holder may put here.\ncommand: ${JSON.stringify(command)}\n`
}

function drillText({ round, stage }: Drill): string {
  return `${round}:${stage}:${smallestToSpareOne}`
}
