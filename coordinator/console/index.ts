export type {
  ConsoleBalance,
  ConsoleBounty,
  ConsoleDecline,
  ConsoleEvent,
  ConsoleLive,
  ConsoleParticipation,
  ConsoleRound,
  ConsoleStage,
  ConsoleState,
  ConsoleStatement,
  ConsoleTerms,
} from './console-state.ts'
export {
  ConsoleHostError,
  type ConsoleOptions,
  ConsolePortError,
  type OpenConsole,
  openConsole,
} from './http-server.ts'
export type { ConsoleLogin } from './login-entry.ts'
export { type ConsoleLog, type ConsoleView, consoleBounty, consoleEvent } from './view.ts'
