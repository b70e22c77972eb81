export { leafRow } from './leaf-row.ts'
export { createLog, type Log, type LogLeaf, maximumLeaves } from './log.ts'
