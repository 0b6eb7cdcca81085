import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { ClaimDocuments } from '../../../claims/index.js';
import { SeatbackError } from '../../../kernel/index.js';
import { visibleText } from '../../answers/values.js';
import { AllowPartners } from '../access/allow.js';
import { CheckedInput } from '../checked-input.js';
import { partnerParameters } from '../routes.js';

const ofDocument = partnerParameters.extend({
  claimId: visibleText.trim().min(1).max(200),
  document: z.coerce.number().int().min(1).max(2_147_483_647),
});

/** Documents of claims, to be kept as files: they come from outside, and no browser is to show or run them here. */
@Controller('/partners/:partnerId/campaigns/:campaignId/claims/:claimId/documents')
@AllowPartners('path', 'finance-viewer', 'partner-viewer')
export class ClaimDocumentController {
  readonly #documents: ClaimDocuments;

  constructor(documents: ClaimDocuments) {
    this.#documents = documents;
  }

  @Get(':document')
  @Header('content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'")
  @Header('x-download-options', 'noopen')
  async file(@Param(new CheckedInput('path', ofDocument)) asked: z.output<typeof ofDocument>): Promise<StreamableFile> {
    const { given, bytes } = await this.#documents.open(asked.document, (each) => {
      const isOfPath =
        each.partnerId === asked.partnerId && each.campaignId === asked.campaignId && each.claimId === asked.claimId;
      if (!isOfPath) throw unknown(asked.document);
    });
    return new StreamableFile(bytes, {
      type: 'application/octet-stream',
      // Of our own making: the sender's name may hold anything.
      disposition: `attachment; filename="document-${String(given.document)}.${given.format}"`,
      length: bytes.length,
    });
  }
}

function unknown(document: number): SeatbackError {
  return new SeatbackError({
    code: 'CLAIM_DOCUMENT_UNKNOWN',
    expected: 'a document of the claim',
    found: String(document),
    where: 'documents of the claim',
    next: 'The page of the claims lists them.',
  });
}
