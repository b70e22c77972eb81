/** Programs that make further algorithms known to the thread that loads them. */
import { pathToFileURL } from 'node:url'
import * as learning from '../../learning/index.ts'
import { ExperimentFileError } from '../experiment-error.ts'

const loaded = new Set<string>()

/**
 * Loads each program once. Its default export, if it has one, is called with the names of the learning room, so that it
 * registers with the very catalogue that runs ask.
 *
 * @throws ExperimentFileError naming the program that fails.
 */
export async function loadModules(files: readonly string[]): Promise<void> {
  for (const file of files.filter(each => !loaded.has(each))) {
    try {
      const { default: register } = (await import(pathToFileURL(file).href)) as { default?: unknown }
      if (typeof register === 'function') await register(learning)
    } catch (error) {
      throw new ExperimentFileError(`modules: ${file} cannot be loaded: ${reasonOf(error)}`)
    }
    loaded.add(file)
  }
}

/** A program may throw anything. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : `it throws ${String(error)}`
}
