/** What people do once a member's leaked key is ended, and what they write. */
import { toHex } from '../../aggregation/index.ts'
import type { Bounty } from '../../protos/types.ts'
import { shortId, timeText, unitsText } from '../output.ts'
import type { LeakedKey, LeakedKeyFacts } from './leaked-key-facts.ts'
import { toAuthority, toBuyer, toMember, toMembers } from './letters.ts'
import type { Closing } from './playbook.ts'
import { tableOf } from './report-page.ts'
import type { Scene } from './scene.ts'

export function leakedKeyClosing(
  { nowMs }: Pick<Scene, 'nowMs'>,
  { keyId, sinceMs, keepsApiKeys }: LeakedKey,
  facts: LeakedKeyFacts,
): Closing {
  const { key, apiKeys, bounties, newer, methods, files, revokedAtMs, invitation } = facts
  const organisation = key?.organisation ?? 'MEMBER'
  const isBack = invitation !== undefined
  return {
    findings: {
      ...{
        keyId,
        organisation: key?.organisation ?? null,
        role: key?.role ?? null,
        revokedAtMs,
        accepted: methods,
      },
      apiKeys: apiKeys.map(({ id, name, issuedAtMs }) => ({ id, name, issuedAtMs })),
      newerKeys: newer.map(each => ({ keyId: each.keyId, version: each.version, state: each.state })),
      bounties: bounties.map(({ bountyId, buyer, state, escrowedUnits }) => ({
        bountyId,
        buyer,
        state,
        escrowedUnits,
      })),
      isInvited: isBack,
    },
    remaining: [
      `Call ${organisation} at a number that you have from elsewhere, and say that its key is ended.`,
      ...newer.map(
        ({ keyId: other, version }) =>
          `Ask ${organisation} whether it made key ${version} itself; if not: parley playbook leaked-key ${toHex(other)}`,
      ),
      ...(keepsApiKeys
        ? apiKeys.map(
            ({ id }) =>
              `Ask ${organisation} whether API key ${id} is its own; if not: parley playbook stolen-api-key ${id}`,
          )
        : []),
      ...leftBehind(organisation, key?.role ?? 'ROLE', methods),
      `Have ${organisation} go through the accepted requests in the export, and say which were not its own.`,
      ...bounties.map(
        ({ bountyId, buyer }) =>
          `Look at bounty ${shortId(bountyId)} of ${buyer}: whether its rounds go on without ${organisation}, and whether a dispute is called for.`,
      ),
      isBack
        ? `Give the invitation to ${organisation} by another way than the one that leaked; it enrols from a new home.`
        : `Where no other key of ${organisation} is live, invite it back (--invite); it enrols from a new home.`,
      'Find out how the key came to others, and close that way.',
      'Have a lawyer say whether an authority is to be told, and by when.',
    ],
    letters: [
      toMember({
        organisation,
        subject: `A signing key of yours is known to others`,
        happened: `your signing key ${keyId} is known to others`,
        done: `${revokedAtMs === 0 ? 'It is revoked' : `It was revoked ${timeText(revokedAtMs)}`}, and lets nothing in any more.`,
        todo: [
          'make a new home with a new passphrase (parley keys new), and enrol with the invitation that we give you by telephone;',
          'take the machine off the network on which the key lay, and keep it as it is;',
          'issue API keys anew for your programs, and look through your webhooks;',
          'tell us which of the requests in the list that we send were not yours.',
        ],
      }),
      ...buyersOf(bounties, organisation).map(buyer =>
        toBuyer(
          buyer,
          organisation,
          bounties.filter(each => each.buyer === buyer),
        ),
      ),
      toMembers(
        `A signing key of ${organisation} came to others and was revoked. Its revocation stands on the public log.`,
        'You have nothing to do: agents notice it by themselves. Rounds in which it took part go on without it.',
      ),
      toAuthority(
        `a signing key of ${organisation} was used, or could have been, by others`,
        sinceMs,
        nowMs(),
      ),
    ],
    sections: [
      {
        title: 'What was accepted of the key',
        text:
          Object.keys(methods).length === 0
            ? 'Nothing in that time.'
            : tableOf(
                ['method', 'times'],
                Object.entries(methods).map(([method, count]) => [method, String(count)]),
              ),
      },
      {
        title: 'Bounties that it takes part in',
        text:
          bounties.length === 0
            ? 'None that has not ended.'
            : tableOf(
                ['bounty', 'buyer', 'state', 'in escrow'],
                bounties.map(each => [each.bountyId, each.buyer, each.state, unitsText(each.escrowedUnits)]),
              ),
      },
    ],
    files,
    shownOnce: isBack ? [{ what: `invitation of ${organisation}`, secret: invitation.code }] : [],
  }
}

function buyersOf(bounties: readonly Bounty[], organisation: string): readonly string[] {
  return [...new Set(bounties.map(({ buyer }) => buyer))].filter(buyer => buyer !== organisation)
}

/** What outlives a key, where something of the kind was accepted of it: the thief may have made it. */
function leftBehind(
  organisation: string,
  role: string,
  methods: Readonly<Record<string, number>>,
): readonly string[] {
  const kinds: readonly (readonly [method: string, task: string])[] = [
    [
      'addSecondFactor',
      `Ask ${organisation} whether it added its second factor itself; if not: parley keys second-factor reset ${organisation} --role ${role}`,
    ],
    [
      'setRecovery',
      `Ask ${organisation} whether it named its recovery keys itself; if not: parley keys deprovision ${organisation} --role ${role}, and invite it back`,
    ],
    [
      'addWebhook',
      `Webhooks that the key added are sent nothing more: have ${organisation} add its own again.`,
    ],
    ['invite', 'Look through the invitations since then, and end those that nobody of you made.'],
  ]
  return kinds.filter(([method]) => (methods[method] ?? 0) > 0).map(([, task]) => task)
}
