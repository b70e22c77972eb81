import type { Command } from 'commander'
import type { World } from '../world.ts'
import { addLogCheckpoint } from './log-checkpoint.ts'
import { addLogCompare } from './log-compare.ts'
import { addLogWitness } from './log-witness.ts'

/** `parley log checkpoint|compare|witness`. */
export function addLogCommand(program: Command, world: World): void {
  const log = program.command('log').description('heads of the coordinator’s public log')
  addLogCheckpoint(log, world)
  addLogCompare(log, world)
  addLogWitness(log, world)
}
