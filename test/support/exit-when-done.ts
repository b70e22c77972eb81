/**
 * Loaded by every test process: it ends with its tests and the hooks after them. Seen without it: a process in which a timer was left,
 * whose we do not know, that held a whole run up for five minutes.
 */
import { registerCompletionHandler } from 'ava'

registerCompletionHandler(() => process.exit())
