export { createLog, type Log, type LogLeaf, maximumLeaves } from './log.ts'
