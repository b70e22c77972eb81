export { type Federation, type FederationOptions, openFederation } from './federation.ts'
export { inProcessPort } from './in-process-port.ts'
