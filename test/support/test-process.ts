/** Loaded by every test process. */
import { registerCompletionHandler } from 'ava'
import fc from 'fast-check'

/**
 * Properties draw new cases in every run; `PARLEY_PROPERTY_SEED` fixes them. `.ci/run` does, so that it is a change that makes it
 * fail and not the draw: new cases are found at desks and by the fuzz scripts.
 */
const { PARLEY_PROPERTY_SEED } = process.env
if (PARLEY_PROPERTY_SEED !== undefined) fc.configureGlobal({ seed: Number(PARLEY_PROPERTY_SEED) })

/**
 * The process ends with its tests and the hooks after them. Seen without it: a process in which a timer was left, whose we do not
 * know, that held a whole run up for five minutes.
 */
registerCompletionHandler(() => process.exit())
