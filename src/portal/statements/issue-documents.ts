import { Inject, Injectable } from '@nestjs/common';
import { earningsPage, findRun, runInForce, type Run } from '../../calculation/index.js';
import { campaignTitle, CampaignVersions } from '../../campaigns/index.js';
import { ENVIRONMENT, readPayerSettings, type Environment } from '../../config/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, languageOf, SeatbackError, type Clock, type Language } from '../../kernel/index.js';
import { knownPartner } from '../../partners/index.js';
import {
  keepEdition,
  keepFileHash,
  latestEdition,
  partnerPayments,
  reserveStatements,
  statementName,
  type DocumentFormat,
  type IssuedDocument,
} from '../../payout/index.js';
import { contentText, type AdviceContent } from './content.js';
import { noStatement, notIssued, unknownPayment } from './document-errors.js';
import { documentChanged, LAYOUT, makeFile, type MadeFile } from './make-file.js';
import {
  contactOf,
  headOf,
  statedPartners,
  statedPayment,
  statedRun,
  statementContent,
  type StatedRun,
} from './read-statements.js';

export interface DocumentOptions {
  /** That of the partner's locale, where it is left out. */
  readonly language?: Language | undefined;
  readonly formats: readonly DocumentFormat[];
}

/** A document as it was given out now, or before and not changed since. */
export interface GivenDocument {
  readonly document: string;
  readonly edition: number;
  readonly partnerId: string;
  readonly language: Language;
  readonly contentHash: string;
  readonly files: readonly MadeFile[];
}

/** Gives out statements of posted runs, and remittance advices of payments. */
@Injectable()
export class IssueDocuments {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#environment = environment;
    this.#clock = clock;
  }

  /**
   * A partner's statement. Where something is to be said that the last edition does not say, it is the next edition.
   *
   * @param runNumber the posted run, where it is left out; of one that was restated since, the last edition is given again
   * @throws SeatbackError PARTNER_UNKNOWN, RUN_UNKNOWN, NO_POSTED_RUN, RUN_NOT_POSTED, STATEMENT_NOT_ISSUED, NO_STATEMENT, DOCUMENT_CHANGED
   */
  async statement(
    partnerId: string,
    campaignId: string,
    options: DocumentOptions & { readonly run?: number | undefined },
  ): Promise<GivenDocument> {
    const { issued, language } = await this.#unitOfWork.inTransaction(async (session) => {
      const known = await knownPartner(session, partnerId);
      const run = await statedRunOf(session, campaignId, options.run);
      const [document] = await this.#issue(session, await this.#stated(session, run), [known.partnerKey]);
      if (document === undefined) throw noStatement(partnerId, run);
      return { issued: document, language: await languageFor(session, known.partnerKey, options.language) };
    });
    return this.#give(issued, partnerId, language, options.formats);
  }

  /**
   * Statements of all partners that the posted run has something of, in the order of their ids; each is a transaction of
   * its own. Safe to repeat and to break off.
   *
   * @throws SeatbackError NO_POSTED_RUN, DOCUMENT_CHANGED
   */
  async *allStatements(
    campaignId: string,
    options: DocumentOptions & { readonly run?: number | undefined },
  ): AsyncGenerator<GivenDocument, void> {
    const run = await this.#unitOfWork.inSession((session) => statedRunOf(session, campaignId, options.run));
    const stated = await this.#unitOfWork.inTransaction((session) => this.#stated(session, run));
    const accruals = [...stated.accruals.values()];
    for (let from = 0; from < accruals.length; from += STATEMENTS_AT_ONCE) {
      const page = accruals.slice(from, from + STATEMENTS_AT_ONCE);
      const issued = await this.#unitOfWork.inTransaction(async (session) => {
        const documents = await this.#issue(
          session,
          stated,
          page.map(({ partnerKey }) => partnerKey),
        );
        const languages: Language[] = [];
        for (const { partnerKey } of page) languages.push(await languageFor(session, partnerKey, options.language));
        return documents.map((document, index) => ({ document, language: languages[index] ?? 'en' }));
      });
      for (const [index, { document, language }] of issued.entries())
        yield await this.#give(document, page[index]?.partnerId ?? '', language, options.formats);
    }
  }

  /**
   * The remittance advice of a payment, with the state that it has by now.
   *
   * @throws SeatbackError PAYMENT_UNKNOWN, DOCUMENT_CHANGED
   */
  async advice(endToEndId: string, options: DocumentOptions): Promise<GivenDocument> {
    const { issued, partnerId, language } = await this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const [payment] = await partnerPayments(session, { endToEndId });
      if (payment === undefined) throw unknownPayment(endToEndId);
      const { partnerKey, campaignId } = payment;
      const run = await findRun(session, payment.run);
      const { terms } = await this.#versions.published(session, campaignId, run.version);
      const title = (await campaignTitle(session, campaignId)) ?? null;
      const [earning] = await earningsPage(session, {
        campaignId,
        run: run.run,
        partnerId: payment.partnerId,
        limit: 1,
      });
      const statement = (await reserveStatements(session, run.run, [partnerKey], this.#clock.now())).get(partnerKey);
      if (statement === undefined) throw new Error('Broken invariant: what is paid was accrued');
      const content: AdviceContent = {
        form: 'seatback-remittance-advice/1',
        document: endToEndId,
        ...headOf(
          { run, terms, title, payer: this.#payer() },
          await contactOf(session, partnerKey),
          earning?.digest ?? null,
        ),
        statement: statementName(statement),
        messageId: payment.messageId,
        uetr: payment.uetr,
        accountName: payment.accountName,
        account: payment.account,
        payment: statedPayment(payment),
      };
      return {
        issued: await keepEdition(session, endToEndId, { endToEndId }, contentText(content), this.#clock.now()),
        partnerId: payment.partnerId,
        language: await languageFor(session, partnerKey, options.language),
      };
    });
    return this.#give(issued, partnerId, language, options.formats);
  }

  /** An edition for each partner that the run has something of, in their order. */
  async #issue(session: Session, stated: StatedRun, partnerKeys: readonly number[]): Promise<IssuedDocument[]> {
    await holdLock(session, 'payout');
    const { run } = stated;
    const numbers = await reserveStatements(session, run.run, partnerKeys, this.#clock.now());
    const partners = await statedPartners(session, run, partnerKeys);
    const issued: IssuedDocument[] = [];
    for (const partnerKey of partnerKeys) {
      const statement = numbers.get(partnerKey);
      if (statement === undefined) continue;
      const name = statementName(statement);
      if (run.state === 'superseded') {
        const latest = await latestEdition(session, name);
        if (latest === undefined) throw notIssued(name, run);
        issued.push(latest);
        continue;
      }
      const content = contentText(await statementContent(session, stated, partners, partnerKey, statement));
      issued.push(await keepEdition(session, name, { statement }, content, this.#clock.now()));
    }
    return issued;
  }

  async #stated(session: Session, run: Run): Promise<StatedRun> {
    const { terms } = await this.#versions.published(session, run.campaignId, run.version);
    return statedRun(session, run, { terms, payer: this.#payer() });
  }

  /** The files, each the same as whenever it was given out before. @throws SeatbackError DOCUMENT_CHANGED */
  async #give(
    issued: IssuedDocument,
    partnerId: string,
    language: Language,
    formats: readonly DocumentFormat[],
  ): Promise<GivenDocument> {
    const { document, edition, contentHash } = issued;
    const files: MadeFile[] = [];
    for (const format of formats) {
      const file = await makeFile(issued, language, format);
      const kept = await this.#unitOfWork.inTransaction((session) =>
        keepFileHash(session, { document, edition, language, format, layout: LAYOUT, fileHash: file.fileHash }),
      );
      if (kept !== file.fileHash) throw documentChanged(file, kept);
      files.push(file);
    }
    return { document, edition, partnerId, language, contentHash, files };
  }

  /** Statements are made also where nobody has said yet from which account is paid. */
  #payer(): string | null {
    try {
      return readPayerSettings(this.#environment.settingsFile).payer.name;
    } catch (error) {
      if (error instanceof SeatbackError && error.code === 'SETTINGS_FILE_INVALID') return null;
      throw error;
    }
  }
}

/** Whoever prepares a payout meanwhile waits for so many. */
const STATEMENTS_AT_ONCE = 100;

async function languageFor(session: Session, partnerKey: number, asked: Language | undefined): Promise<Language> {
  return asked ?? languageOf((await contactOf(session, partnerKey)).locale);
}

async function statedRunOf(session: Session, campaignId: string, runNumber: number | undefined): Promise<Run> {
  const run =
    runNumber === undefined ? await runInForce(session, campaignId) : await findRun(session, runNumber, campaignId);
  if (run !== undefined && (run.state === 'posted' || (run.state === 'superseded' && runNumber !== undefined)))
    return run;
  throw new SeatbackError({
    code: runNumber === undefined ? 'NO_POSTED_RUN' : 'RUN_NOT_POSTED',
    expected: 'an official run that is posted',
    found: run === undefined ? 'none' : `run ${String(run.run)}, ${run.state}`,
    where: campaignId,
    next: 'A statement says what is owed: calculate, then submit, approve and post the run.',
  });
}
