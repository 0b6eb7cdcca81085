import type { MailSettings } from '../config/index.js';
import type { Language } from '../kernel/index.js';

/** A mail as it goes out. */
export interface OutgoingMail {
  readonly messageId: string;
  readonly to: string;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
}

/** What became of it: `refused` is for good, `unreachable` says that no other mail would fare better now. */
export type Delivery =
  | { readonly is: 'taken' }
  | { readonly is: 'refused' | 'failed' | 'unreachable'; readonly problem: string };

export interface MailTransport {
  send(mail: OutgoingMail): Promise<Delivery>;
  close(): void;
}

const CONNECT_WITHIN_MS = 20_000;
const SILENT_AT_MOST_MS = 60_000;

/** One connection to the server that SEATBACK_SMTP_URL names; beyond this machine never without TLS. */
export async function openSmtp({ smtpUrl, from }: MailSettings): Promise<MailTransport> {
  // Loaded when asked for: most commands send nothing.
  const { createTransport } = await import('nodemailer');
  const { hostname, port, protocol, username, password } = new URL(smtpUrl);
  const isSecure = protocol === 'smtps:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const transport = createTransport({
    host,
    port: port === '' ? (isSecure ? 465 : 587) : Number(port),
    secure: isSecure,
    requireTLS: !isSecure && !LOOPBACK.has(host),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    pool: true,
    maxConnections: 1,
    connectionTimeout: CONNECT_WITHIN_MS,
    greetingTimeout: CONNECT_WITHIN_MS,
    socketTimeout: SILENT_AT_MOST_MS,
    // What a mail says is text, and none of it a path or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    send: async ({ messageId, to, language, subject, text }) => {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          messageId: `<${messageId}@${domain}>`,
          headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' },
        });
        return { is: 'taken' };
      } catch (error) {
        return deliveryOf(error);
      }
    },
    close: () => transport.close(),
  };
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/** Refused recipients and refused messages are that mail's own; anything else is between us and the server. */
const OF_THE_MAIL = new Set(['EENVELOPE', 'EMESSAGE']);

/** Asks for authentication, or refuses ours (RFC 4954, 6): whichever mail is offered, and at whichever command it says so. */
const OF_OUR_LOGIN = new Set([530, 534, 535, 538]);

function deliveryOf(error: unknown): Delivery {
  const {
    code = '',
    command,
    responseCode,
    message,
  } = error as Error & { code?: string; command?: string; responseCode?: number };
  const problem = `${responseCode === undefined ? code : String(responseCode)} ${message}`.trim().slice(0, 300);
  // All mails have one sender: where the server will not have it, no other mail fares better.
  const isOfUs = responseCode !== undefined && (command === 'MAIL FROM' || OF_OUR_LOGIN.has(responseCode));
  const isOfTheMail = OF_THE_MAIL.has(code) && !isOfUs;
  if (isOfTheMail && responseCode !== undefined && responseCode >= 500) return { is: 'refused', problem };
  return { is: isOfTheMail ? 'failed' : 'unreachable', problem };
}
