import * as codec from './codec/index.js';
import { groupRequestBytes, maximumChunkBytes, maximumTermsBytes, smallRequestBytes } from './limits.js';
const everyone = ['operator', 'buyer', 'holder'];
const operator = ['operator'];
const buyer = ['buyer'];
const holder = ['holder'];
function common(path, traits) {
    return {
        path: `/parley.v1.${path}`,
        roles: traits.roles,
        changesState: traits.changesState ?? false,
        maximumRequestBytes: traits.maximumRequestBytes ?? smallRequestBytes,
    };
}
function unary(path, request, response, traits) {
    return { kind: 'unary', ...common(path, traits), request, response };
}
const reading = { roles: everyone };
const step = { roles: holder, changesState: true };
const waiting = { roles: holder };
// A group's worth of shares, and a chunk with the few bytes around it.
const groupStep = { ...step, maximumRequestBytes: groupRequestBytes };
const chunkBytes = maximumChunkBytes + 1024;
export const operations = {
    describe: unary('Enrolment/Describe', codec.emptyCodec, codec.coordinatorDescriptionCodec, {
        roles: 'anyone',
    }),
    invite: unary('Enrolment/Invite', codec.inviteRequestCodec, codec.invitationCodec, {
        roles: operator,
        changesState: true,
    }),
    enrol: unary('Enrolment/Enrol', codec.enrolRequestCodec, codec.memberCodec, {
        roles: 'anyone',
        changesState: true,
    }),
    getRegistry: unary('Enrolment/GetRegistry', codec.emptyCodec, codec.registryCodec, reading),
    uploadBlob: {
        kind: 'upload',
        ...common('Bounties/UploadBlob', { roles: buyer, changesState: true, maximumRequestBytes: chunkBytes }),
        request: codec.blobPartCodec,
        response: codec.blobReceiptCodec,
        numbered: false,
        announcedBytes: header => header.size,
    },
    downloadBlob: {
        kind: 'download',
        ...common('Bounties/DownloadBlob', reading),
        request: codec.blobRequestCodec,
        response: codec.blobPartCodec,
    },
    postBounty: unary('Bounties/PostBounty', codec.postBountyRequestCodec, codec.bountyCodec, {
        roles: buyer,
        changesState: true,
        maximumRequestBytes: maximumTermsBytes + 1024,
    }),
    listBounties: unary('Bounties/ListBounties', codec.listBountiesRequestCodec, codec.bountyListCodec, reading),
    getBounty: unary('Bounties/GetBounty', codec.bountyRequestCodec, codec.bountyCodec, reading),
    cancelBounty: unary('Bounties/CancelBounty', codec.bountyRequestCodec, codec.bountyCodec, {
        roles: buyer,
        changesState: true,
    }),
    joinBounty: unary('Bounties/JoinBounty', codec.joinBountyRequestCodec, codec.participationCodec, step),
    leaveBounty: unary('Bounties/LeaveBounty', codec.bountyRequestCodec, codec.participationCodec, step),
    awaitEvaluation: unary('Bounties/AwaitEvaluation', codec.awaitEvaluationRequestCodec, codec.evaluationTaskCodec, { roles: buyer }),
    submitEvaluation: unary('Bounties/SubmitEvaluation', codec.submitEvaluationRequestCodec, codec.emptyCodec, {
        roles: buyer,
        changesState: true,
    }),
    awaitAssignment: unary('Rounds/AwaitAssignment', codec.awaitAssignmentRequestCodec, codec.assignmentCodec, waiting),
    reportProgress: unary('Rounds/ReportProgress', codec.progressCodec, codec.emptyCodec, step),
    commitSeed: unary('Rounds/CommitSeed', codec.commitSeedRequestCodec, codec.emptyCodec, step),
    awaitCohort: unary('Rounds/AwaitCohort', codec.awaitRequestCodec, codec.committedCohortCodec, waiting),
    revealSeed: unary('Rounds/RevealSeed', codec.revealSeedRequestCodec, codec.emptyCodec, step),
    awaitPartition: unary('Rounds/AwaitPartition', codec.awaitRequestCodec, codec.revealedSeedsCodec, waiting),
    advertise: unary('Rounds/Advertise', codec.advertiseRequestCodec, codec.emptyCodec, step),
    awaitRoster: unary('Rounds/AwaitRoster', codec.awaitRequestCodec, codec.rosterCodec, waiting),
    shareKeys: unary('Rounds/ShareKeys', codec.shareKeysRequestCodec, codec.emptyCodec, groupStep),
    awaitInbox: unary('Rounds/AwaitInbox', codec.awaitRequestCodec, codec.inboxCodec, waiting),
    complain: unary('Rounds/Complain', codec.complainRequestCodec, codec.emptyCodec, step),
    submitMaskedInput: {
        kind: 'upload',
        ...common('Rounds/SubmitMaskedInput', { ...step, maximumRequestBytes: chunkBytes }),
        request: codec.maskedInputPartCodec,
        response: codec.maskedInputReceiptCodec,
        numbered: true,
        announcedBytes: opening => opening.header.totalBytes,
    },
    awaitSurvivors: unary('Rounds/AwaitSurvivors', codec.awaitRequestCodec, codec.survivorSetCodec, waiting),
    signSurvivors: unary('Rounds/SignSurvivors', codec.signSurvivorsRequestCodec, codec.emptyCodec, step),
    awaitCertificate: unary('Rounds/AwaitCertificate', codec.awaitRequestCodec, codec.certificateCodec, waiting),
    unmask: unary('Rounds/Unmask', codec.unmaskRequestCodec, codec.emptyCodec, groupStep),
    awaitOutcome: unary('Rounds/AwaitOutcome', codec.awaitRequestCodec, codec.roundOutcomeCodec, waiting),
    getBalances: unary('Ledger/GetBalances', codec.balancesRequestCodec, codec.balancesCodec, reading),
    getStatement: unary('Ledger/GetStatement', codec.statementRequestCodec, codec.statementCodec, reading),
    audit: unary('Ledger/Audit', codec.emptyCodec, codec.auditReportCodec, reading),
    deposit: unary('Ledger/Deposit', codec.depositRequestCodec, codec.balancesCodec, {
        roles: operator,
        changesState: true,
    }),
    getCheckpoint: unary('Log/GetCheckpoint', codec.checkpointRequestCodec, codec.checkpointCodec, reading),
    getLeaves: unary('Log/GetLeaves', codec.leavesRequestCodec, codec.leavesCodec, reading),
    getInclusionProof: unary('Log/GetInclusionProof', codec.inclusionRequestCodec, codec.proofCodec, reading),
    getConsistencyProof: unary('Log/GetConsistencyProof', codec.consistencyRequestCodec, codec.proofCodec, reading),
    watch: {
        kind: 'watch',
        ...common('Events/Watch', reading),
        request: codec.watchRequestCodec,
        response: codec.eventCodec,
    },
};
/** The names of all operations, in the order of the table. */
export const operationNames = Object.keys(operations);
/** The names of the operations with one request and one response. */
export const unaryNames = operationNames.filter((name) => operations[name].kind === 'unary');
/** Whether a role is among those that may call. */
export function mayCall(name, role) {
    const { roles } = operations[name];
    return roles === 'anyone' || roles.includes(role);
}
/** The chunk of an upload in the form that its operation sends it in. */
export function chunkOf(operation, sequence, data) {
    return operation.numbered ? { sequence, data } : { data };
}
//# sourceMappingURL=operations.js.map