import { Injectable } from '@nestjs/common';
import { runInForce } from '../../calculation/index.js';
import { UnitOfWork } from '../../database/index.js';
import { languageOf, SeatbackError, type Language } from '../../kernel/index.js';
import { partnerContacts, partnerName } from '../../partners/index.js';
import { documentsOfPartner, keptFileHash, latestEdition, type DocumentFormat } from '../../payout/index.js';
import { documentChanged, LAYOUT, makeFile, type MadeFile } from '../statements/make-file.js';
import { readOnly } from './read-only.js';

/** A document of a partner that was given out, as the partner's page names it. */
export interface GivenOutDocument {
  readonly document: string;
  readonly edition: number;
  readonly kind: 'statement' | 'remittance-advice';
}

/** Reads what was given out, and makes its files again. Nothing is given out here: a page writes nothing. */
@Injectable()
export class DocumentReading {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  async documents(campaignId: string, partnerId: string): Promise<GivenOutDocument[]> {
    return readOnly(this.#unitOfWork, (session) => documentsOfPartner(session, campaignId, partnerId));
  }

  /** Whether there are statements to be given out at all: they are of what is owed. */
  async isPosted(campaignId: string): Promise<boolean> {
    const run = await readOnly(this.#unitOfWork, (session) => runInForce(session, campaignId));
    return run?.state === 'posted';
  }

  /**
   * The last edition of one of the partner's documents.
   *
   * @param language that of the partner, where it is left out
   * @throws SeatbackError DOCUMENT_UNKNOWN, DOCUMENT_CHANGED
   */
  async file(
    { campaignId, partnerId }: { readonly campaignId: string; readonly partnerId: string },
    document: string,
    format: DocumentFormat,
    language: Language | undefined,
  ): Promise<MadeFile> {
    return readOnly(this.#unitOfWork, async (session) => {
      const isTheirs = (await documentsOfPartner(session, campaignId, partnerId)).some(
        (each) => each.document === document,
      );
      const issued = isTheirs ? await latestEdition(session, document) : undefined;
      const partner = await partnerName(session, partnerId);
      if (issued === undefined || partner === undefined) throw unknownDocument(document, partnerId);
      const contact = (await partnerContacts(session, [partner.partnerKey])).get(partner.partnerKey);
      const chosen = language ?? languageOf(contact?.locale ?? null);
      const made = await makeFile(issued, chosen, format);
      const { edition } = issued;
      const kept = await keptFileHash(session, { document, edition, language: chosen, format, layout: LAYOUT });
      if (kept !== undefined && kept !== made.fileHash) throw documentChanged(made, kept);
      return made;
    });
  }
}

function unknownDocument(document: string, partnerId: string): SeatbackError {
  return new SeatbackError({
    code: 'DOCUMENT_UNKNOWN',
    expected: 'a document of this partner that was given out',
    found: `"${document}"`,
    where: `documents of partner ${partnerId}`,
    next: 'npx seatback statement <partner> --campaign <id> gives one out.',
  });
}
