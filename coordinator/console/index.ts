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
  ConsoleTerms,
} from './console-state.ts'
export {
  ConsoleHostError,
  type ConsoleOptions,
  ConsolePortError,
  type OpenConsole,
  openConsole,
} from './http-server.ts'
export { type ConsoleView, consoleBounty, consoleEvent } from './view.ts'
