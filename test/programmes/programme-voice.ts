import { parse } from 'node-html-parser';
import { composeMail } from '../../src/notifications/compose-mail.js';
import { INVITATION_SECRETS, type InvitationSecrets } from '../../src/notifications/index.js';
import type { DueMail } from '../../src/notifications/outbox.js';
import { UnitOfWork } from '../../src/database/index.js';
import { IssueDocuments } from '../../src/portal/index.js';
import { startServer, type RunningServer } from '../../src/server.js';
import type { ProgrammeWorld } from './programme-world.js';

/** A page as a partner reads it. */
export interface ReadPage {
  /** The language that the page says it is in. */
  readonly language: string | undefined;
  readonly text: string;
}

export interface ReadMail {
  readonly kind: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
}

/** What partners are told: pages, mails and statements, as they come to be read. */
export class ProgrammeVoice {
  readonly #world: ProgrammeWorld;
  readonly #server: RunningServer;

  private constructor(world: ProgrammeWorld, server: RunningServer) {
    this.#world = world;
    this.#server = server;
  }

  /** Beside the world, on its database and its clock. */
  static async open(world: ProgrammeWorld): Promise<ProgrammeVoice> {
    const { database, clock } = world.seatback;
    return new ProgrammeVoice(world, await startServer({ environment: database.environment, clock }));
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  /** The page of a partner for the campaign, or one below it, in the language that the register has for the partner. */
  async page(partnerId: string, below = ''): Promise<ReadPage> {
    const path = `/partners/${partnerId}/campaigns/${this.#world.campaign.campaign}${below}`;
    const response = await fetch(`${this.#server.address}${path}`);
    const html = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${String(response.status)} ${html}`);
    const page = parse(html);
    const language = page.querySelector('html')?.getAttribute('lang');
    return { language, text: plain(page.querySelector('main')?.text ?? page.text) };
  }

  /** What was put into the outbox for a partner, in its order; what would not be sent any more is left out. */
  async mails(partnerId: string): Promise<ReadMail[]> {
    const { app } = this.#world;
    return app.get(UnitOfWork).inSession(async (session) => {
      const due = await session.query<DueMail & { readonly kind: string }>(
        `SELECT notification, kind, notice, partner_key AS "partnerKey", campaign_id AS "campaignId" FROM notification
         JOIN partner USING (partner_key) WHERE partner_id = $1 ORDER BY notification`,
        [partnerId],
      );
      const read: ReadMail[] = [];
      for (const mail of due) {
        const composed = await composeMail(session, mail, {
          secrets: app.get<InvitationSecrets>(INVITATION_SECRETS),
          payeePage: undefined,
          now: this.#world.seatback.clock.now(),
        });
        if (composed.is !== 'mail') continue;
        const { language, subject, text } = composed;
        read.push({ kind: mail.kind, language, subject: plain(subject), text: plain(text) });
      }
      return read;
    });
  }

  /** The statement of a partner, as its CSV says it. */
  async statement(partnerId: string): Promise<ReadPage> {
    const { campaign } = this.#world.campaign;
    const given = await this.#world.app.get(IssueDocuments).statement(partnerId, campaign, { formats: ['csv'] });
    return { language: given.language, text: plain(given.files.map(({ content }) => content.toString()).join('')) };
  }
}

/** Blanks that hold words together are blanks. */
function plain(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ').replaceAll(/[ \t]+/g, ' ');
}
