#!/usr/bin/env node
import { run } from './program.js';
import { processWorld } from './world.js';
const exitCode = await run(process.argv.slice(2), processWorld());
// Output to a pipe may still be on its way: leave when it is written, and do not wait for idle sockets or workers.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
//# sourceMappingURL=main.js.map