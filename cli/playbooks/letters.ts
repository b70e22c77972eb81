/** Texts to send to those whom an incident concerns. What only people know stands in capitals. */
import { timeText, unitsText } from '../output.ts'

export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
}

const signature = 'YOUR NAME, YOUR TELEPHONE NUMBER'

/** Whose secret it was, or whose access. */
interface Concerned {
  readonly organisation: string
  readonly subject: string
  /** What happened, so that it follows on "We learned that". */
  readonly happened: string
  /** What was done about it, a sentence. */
  readonly done: string
  /** What the member has to do. */
  readonly todo: readonly string[]
}

export function toMember({ organisation, subject, happened, done, todo }: Concerned): Letter {
  return {
    to: `${organisation}, by telephone first`,
    subject,
    text: [
      `We learned on DAY AND HOUR, FROM WHOM, that ${happened}. ${done}`,
      '',
      'Please:',
      ...todo.map(task => `- ${task}`),
      '',
      'What we know of how it happened: WHAT IS KNOWN. We write again by DAY.',
      signature,
    ].join('\n'),
  }
}

export interface ConcernedBounty {
  readonly bountyId: string
  readonly state: string
  readonly escrowedUnits: bigint
}

export function toBuyer(buyer: string, organisation: string, bounties: readonly ConcernedBounty[]): Letter {
  const lines = bounties.map(
    ({ bountyId, state, escrowedUnits }) =>
      `- bounty ${bountyId} (${state}), ${unitsText(escrowedUnits)} units in escrow`,
  )
  return {
    to: `${buyer}, which pays for bounties that it takes part in`,
    subject: `A key of ${organisation} was ended`,
    text: [
      `A signing key of ${organisation} was ended on DAY, because others may have had it. It concerns:`,
      ...lines,
      '',
      `Nothing more is taken under that key in these bounties; rounds go on with the others, if they are enough. Units that are not`,
      'earned come back to you at the end. What was delivered before stands on the public log, and can be disputed within the time of your terms.',
      `Whether earlier rounds were touched: WHAT IS KNOWN.`,
      signature,
    ].join('\n'),
  }
}

/** Everybody who is enrolled. `what` and `todo` are sentences. */
export function toMembers(what: string, todo: string): Letter {
  return {
    to: 'all members',
    subject: 'An incident at our coordinator',
    text: [what, '', todo, '', 'We write again by DAY. Questions go to:', signature].join('\n'),
  }
}

/** Where personal data may be touched; who has to tell, lawyers say. */
export function toAuthority(what: string, sinceMs: number, foundMs: number): Letter {
  return {
    to: 'the authority, where personal data may be touched',
    subject: 'Notification of a breach of security',
    text: [
      `Who notifies: ORGANISATION, ADDRESS, DATA PROTECTION OFFICER AND TELEPHONE.`,
      `What happened: ${what}`,
      `When: from ${sinceMs === 0 ? 'DAY AND HOUR' : timeText(sinceMs)} at the latest; found ${timeText(foundMs)}; brought under control DAY AND HOUR.`,
      `Whose data, how many people and records, of which kinds: KINDS AND NUMBERS, OR: NONE, BECAUSE REASON.`,
      'Raw records do not leave the holders; what may have been seen are names of organisations, terms, metrics, models and times: WHICH.',
      `Likely consequences for people: CONSEQUENCES.`,
      'What was done and will be done: SEE THE STEPS OF THE REPORT, AND WHAT FOLLOWS.',
      'What is not known yet will be sent without further delay.',
      signature,
    ].join('\n'),
  }
}
