export { buildProgram, run } from './program.ts'
export { processWorld, type World } from './world.ts'
