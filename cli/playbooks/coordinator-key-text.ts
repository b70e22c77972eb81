/** What people do after the coordinator's key came to others, and what they write. */
import { unitsText } from '../output.ts'
import type { KeyFacts, LeakedCoordinatorKey } from './coordinator-key-facts.ts'
import { toAuthority, toMembers } from './letters.ts'
import type { Closing } from './playbook.ts'
import { tableOf } from './report-page.ts'
import type { Scene } from './scene.ts'

export function coordinatorKeyClosing(
  { coordinatorKey, nowMs }: Pick<Scene, 'coordinatorKey' | 'nowMs'>,
  { sinceMs, out, head }: Pick<LeakedCoordinatorKey, 'sinceMs' | 'out' | 'head'>,
  { members, bounties, balances, headSize }: KeyFacts,
): Closing {
  const own = members.filter(({ role }) => role !== 'operator')
  const organisations = [...new Set(own.map(({ organisation }) => organisation))]
  const escrowed = bounties.reduce((sum, { escrowedUnits }) => sum + escrowedUnits, 0n)
  return {
    findings: {
      ...{ folder: out, headSize, isHeadCompared: head !== undefined, organisations: organisations.length },
      ...{ bounties: bounties.length, escrowedUnits: escrowed },
    },
    remaining: [
      'Have buyers that can still be reached cancel their bounties at once (parley bounty cancel): it is signed by them, and units go back by the rules of the log.',
      'Stop the coordinator, and take its machine off the network. Whoever has the key can sign receipts, heads and registries from now on: nothing that is dated later is believed.',
      `Copy ${out} to a place that the thief does not reach, and give the SHA-256 of its manifest.json to every member by telephone.`,
      ...(head === undefined
        ? [
            'Ask members, agents and witnesses for the heads that they kept, and hold each against checkpoint.txt: parley log compare FILE (while it still runs), parley verify fork.json.',
          ]
        : []),
      'Compare the heads that members kept (parley log checkpoint, receipts, certificates) with checkpoint.txt: the true log is the one from which all of them go on. A head that does not is a proof of two logs, whoever signed the second.',
      'Start a new coordinator with a new data folder and a new passphrase: its first start makes a new key. Keep the old folder, and start nothing on it.',
      'Tell its new identity key to each member by telephone, who compares it with the one that parley enroll pins.',
      `Invite each of the ${organisations.length} organisations of members.json again (parley enroll invite); each enrols from a new home (parley keys new), since what it signed for the old coordinator counts at that one alone.`,
      "Repay by the books that were kept: for each organisation its balance in balances.json, and for each buyer what bounties.json has in escrow and bounty-*.json proves (parley ledger deposit at the new coordinator, under another person's approval).",
      'Take stored models for readable by whoever has the key and the store: buyers decide whether they are still what they paid for. What buyers have in their own boxes stays sealed.',
      'Find out how the key came to others, before the new one lies in the same place.',
    ],
    letters: [
      toMembers(
        `The identity key of our coordinator (${coordinatorKey}) came to others on DAY. Do not believe anything that it signs after DAY AND HOUR.`,
        [
          'Please:',
          '- stop your agents, and let nobody start them again at that coordinator;',
          '- keep your home as it is: receipts, heads and the folder agent are evidence;',
          '- send us the newest head that you have (parley log checkpoint, or a receipt): together they show which log was the true one;',
          '- buyers: cancel open bounties if the coordinator still answers; what is in escrow is repaid by the books of DAY AND HOUR;',
          '- enrol at the new coordinator from a new home, once we have told you its key by telephone.',
        ].join('\n'),
      ),
      toAuthority(
        'the identity key of a coordinator of federated learning came to others; with it models in its store can be opened',
        sinceMs,
        nowMs(),
      ),
    ],
    files: [out],
    sections: [
      {
        title: 'Why no other key is put in its place',
        text: 'The key is the audience of every signature, so that no request for the old one is good at the new; members pinned it; the log is named by it; the model store is opened with it; and receipts and heads that it signed count by it alone. Another key is another coordinator.',
      },
      {
        title: 'In escrow',
        text:
          bounties.length === 0
            ? 'No bounty is open.'
            : tableOf(
                ['bounty', 'buyer', 'state', 'in escrow'],
                bounties.map(each => [each.bountyId, each.buyer, each.state, unitsText(each.escrowedUnits)]),
              ),
      },
      {
        title: 'Whom to tell',
        text: tableOf(
          ['organisation', 'name', 'role', 'key', 'state', 'telephone, from your own list'],
          members.map(each => [each.organisation, each.displayName, each.role, each.keyId, each.state, '']),
        ),
      },
      {
        title: 'Balances',
        text:
          Object.keys(balances).length === 0
            ? 'None were shown.'
            : tableOf(
                ['organisation', 'account', 'units'],
                Object.entries(balances).flatMap(([organisation, its]) =>
                  its.map(({ account, postedUnits }) => [organisation, account, unitsText(postedUnits)]),
                ),
              ),
      },
    ],
  }
}
