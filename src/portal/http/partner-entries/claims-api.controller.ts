import { createHash } from 'node:crypto';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import type { Person } from '../../../access/index.js';
import { ClaimDocuments, EnterClaim, type GivenDocument } from '../../../claims/index.js';
import { AnsweredRequests, idempotencyKey } from '../../../idempotency/index.js';
import { invariant, SeatbackError } from '../../../kernel/index.js';
import { claimAnswer, claimDocumentAnswer, claimsAnswer, newClaimBody } from '../../answers/claim-answers.js';
import type { NewClaimBody } from '../../answers/claim-answers.js';
import { PartnerClaims, type PartnersClaim } from '../../reading/partner-claims.js';
import { AllowPartners } from '../access/allow.js';
import type { PersonReply, PersonRequest } from '../access/person-http.js';
import { CheckedInput } from '../checked-input.js';
import { campaignParameters } from '../routes.js';
import type { UploadingRequest } from '../uploads/form-uploads.js';
import { headerOf, pathOf, sendJson } from '../vendors/vendor-http.js';
import { entered } from './entry-http.js';
import { CLAIM_DOCUMENTS_PATH, claimParameters, CLAIMS_PATH, documentQuery, ofPartnerQuery } from './entry-routes.js';

type ApiRequest = PersonRequest & UploadingRequest;
type OfPartner = z.output<typeof ofPartnerQuery>;

/** The same for programs of partners: claims and their documents, each write by its key. */
@Controller()
@AllowPartners('query', 'partner-administrator')
export class ClaimsApiController {
  readonly #reading: PartnerClaims;
  readonly #claims: EnterClaim;
  readonly #documents: ClaimDocuments;
  readonly #requests: AnsweredRequests;

  constructor(reading: PartnerClaims, claims: EnterClaim, documents: ClaimDocuments, requests: AnsweredRequests) {
    this.#reading = reading;
    this.#claims = claims;
    this.#documents = documents;
    this.#requests = requests;
  }

  @Get(CLAIMS_PATH)
  @AllowPartners('query', 'finance-viewer', 'partner-viewer')
  @Header('content-type', 'application/json; charset=utf-8')
  async list(
    @Param(new CheckedInput('path', campaignParameters)) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', ofPartnerQuery)) { partner }: OfPartner,
  ): Promise<string> {
    const { claims } = await this.#reading.claims(campaignId, partner);
    return JSON.stringify(claimsAnswer.parse({ claims: claims.map(answerOf) }));
  }

  @Post(CLAIMS_PATH)
  @HttpCode(201)
  async make(
    @Param(new CheckedInput('path', campaignParameters)) { campaignId }: z.output<typeof campaignParameters>,
    @Query(new CheckedInput('query', ofPartnerQuery)) { partner }: OfPartner,
    @Body(new CheckedInput('body', newClaimBody)) body: NewClaimBody,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { subscriptionId = '', agreementNumber = '', customerName = '', distributorName = '', invoiceFile } = body;
    return this.#once(request, reply, partner, request.rawBody ?? Buffer.of(), async ({ actor }, form) => {
      const { campaign } = await this.#reading.offer(campaignId, partner);
      const typed = { subscriptionId, agreementNumber, customerName, distributorName };
      const by = { partnerId: partner, actor, form };
      const { claimId } = await this.#claims.enter(campaign, by, typed, { announced: invoiceFile });
      const { claims } = await this.#reading.claims(campaignId, partner);
      const made = claims.find(({ claim }) => claim.claimId === claimId);
      invariant(made !== undefined, 'what was entered is on record');
      return claimAnswer.parse(answerOf(made));
    });
  }

  @Post(CLAIM_DOCUMENTS_PATH)
  @HttpCode(201)
  async give(
    @Param(new CheckedInput('path', claimParameters)) { campaignId, claimId }: z.output<typeof claimParameters>,
    @Query(new CheckedInput('query', documentQuery)) { partner, kind, fileName }: z.output<typeof documentQuery>,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: PersonReply,
  ): Promise<string> {
    const { upload } = request;
    if (upload === undefined) throw nothingSent();
    const name = upload.fileName === '' ? fileName : upload.fileName;
    const read = await this.#documents.read({ kind, fileName: name, content: upload.content });
    const digest = createHash('sha256').update(read.bytes).digest();
    expectDigest(request, digest);
    return this.#once(request, reply, partner, digest, async ({ actor }) => {
      const { campaign } = await this.#reading.offer(campaignId, partner);
      const by = { actor, partnerId: partner };
      return claimDocumentAnswer.parse(documentOf(await this.#documents.attachRead(campaign, claimId, read, by)));
    });
  }

  /** @param work enters by the form that it is given once, however often it is begun */
  async #once(
    request: ApiRequest,
    reply: PersonReply,
    partner: string,
    body: Uint8Array,
    work: (caller: Person, form: string) => Promise<unknown>,
  ): Promise<string> {
    const { caller, method } = request;
    invariant(caller !== undefined, 'the guard lets nobody write who is not known');
    const key = idempotencyKey(headerOf(request, 'idempotency-key'));
    const asked = { key, method, path: `${pathOf(request)} of ${partner}`, body };
    const answer = async () =>
      this.#requests.once({ person: caller.person }, asked, async () =>
        JSON.stringify(await work(caller, formOf(caller, asked))),
      );
    return sendJson(reply, await entered(answer));
  }
}

function answerOf({ claim, standing, answerBy, appealBefore, documents }: PartnersClaim) {
  const { claimId, campaignId, partnerId, receivedAt, subscriptionId, agreementNumber, customerName, distributorName } =
    claim;
  return {
    ...{ claimId, campaignId, partnerId, standing, receivedAt },
    ...{ subscriptionId, agreementNumber, customerName, distributorName, answerBy, appealBefore },
    reasons: standing === 'rejected' ? (claim.answer?.reasons ?? []) : [],
    documents: documents.map(documentOf),
  };
}

/** Neither who gave it nor anything of other claims. */
function documentOf(given: GivenDocument) {
  const { document, kind, format, fileName, byteCount, sha256, givenAt, keptUntil, erasedAt } = given;
  return { document, kind, format, fileName, byteCount, sha256, givenAt, keptUntil, erasedAt };
}

/** The same request by the same person is the same form, also where its first answer was lost. */
function formOf({ person }: Person, { key, path, body }: { key: string; path: string; body: Uint8Array }): string {
  const hash = createHash('sha256')
    .update(`${String(person)}\0${key}\0${path}\0`)
    .update(body)
    .digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Bytes that are sent as they are say what they are, so that none is lost on the way (RFC 9530). */
function expectDigest(request: ApiRequest, digest: Buffer): void {
  const isForm = (headerOf(request, 'content-type') ?? '').toLowerCase().startsWith('multipart/form-data');
  const told = headerOf(request, 'content-digest');
  const found = told === undefined ? undefined : /(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):/.exec(told)?.[1];
  if (told === undefined && isForm) return;
  if (found === digest.toString('base64')) return;
  throw new SeatbackError({
    code: found === undefined ? 'CONTENT_DIGEST_MISSING' : 'CONTENT_DIGEST_DIFFERS',
    expected: 'sha-256=:…: of the bytes that come, in base64',
    found: found === undefined ? 'none' : `sha-256=:${found.slice(0, 60)}:`,
    where: 'the Content-Digest header',
    next: 'Send the document again, with the SHA-256 of its bytes.',
  });
}

function nothingSent(): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENT_EMPTY',
    expected: 'a document: application/octet-stream with Content-Digest, or a form with a file',
    found: 'none',
    where: 'the body of the request',
    next: '/api/v1/openapi.json describes how it is sent.',
  });
}
