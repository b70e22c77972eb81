import { readFileSync } from 'node:fs'

/** The vectors of a file in test/vectors. */
export function loadVectors<Vectors>(name: string): Vectors {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')) as Vectors
}
