export { acceptRoster, advertise } from './round-0-advertise.ts'
export { acceptInbox, type Complained, shareKeys } from './round-1-share-keys.ts'
export {
  checkInput,
  checkReceipt,
  type MaskedInput,
  maskInput,
  maskStreamsOf,
  sealMaskedInput,
} from './round-2-mask-input.ts'
export { signSurvivors } from './round-3-survivors.ts'
export { finish, unmask } from './round-4-unmask.ts'
export {
  type Advertised,
  abort,
  type ClientAborted,
  type ClientState,
  type Done,
  type HeldShares,
  type Holder,
  type InboxAccepted,
  type Masked,
  type MemberSession,
  type MemberState,
  type Revealed,
  type RosterAccepted,
  type Sharers,
  type SharesSent,
  type Signed,
  secretsOf,
  type Trust,
} from './state.ts'
export { decodeClientState, decodeMemberState, encodeMemberState, StateFormatError } from './state-codec.ts'
