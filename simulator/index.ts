export { inProcessPort } from './in-process-port.ts'
