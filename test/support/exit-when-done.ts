/**
 * Loaded by every test process: it ends with its tests. A timer that a library leaves behind would otherwise hold the whole run up
 * until its time is over; what our own code leaves open is looked at by the tests of closing.
 */
import { registerCompletionHandler } from 'ava'

registerCompletionHandler(() => process.exit())
