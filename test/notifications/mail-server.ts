import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as the server was given it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly raw: string;
}

/** What the server answers instead of taking a mail. */
export interface Refusal {
  readonly code: number;
  readonly says: string;
}

/** A real SMTP server on loopback that keeps what it is given, and refuses what it is told to. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  /** By recipient. */
  readonly refusedRecipients = new Map<string, Refusal>();
  /** Whoever it is from, it is refused at MAIL FROM. */
  refusedSender: Refusal | undefined;
  /** Told when a mail has come whole, and before its sender hears of it. */
  onTaken: () => Promise<void> = async () => undefined;
  readonly #server: SMTPServer;

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onMailFrom: (_address, _session, callback) => {
        callback(errorOf(this.refusedSender));
      },
      onRcptTo: ({ address }, _session, callback) => {
        callback(errorOf(this.refusedRecipients.get(address)));
      },
      onData: (stream, { envelope }, callback) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = envelope;
          const mail = mailOf(Buffer.concat(parts).toString('utf8'), {
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
          });
          void this.#take(mail, callback);
        });
      },
    });
  }

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', () => resolve());
    });
    return server;
  }

  async #take(mail: ReceivedMail, answer: () => void): Promise<void> {
    this.received.push(mail);
    await this.onTaken();
    answer();
  }

  get url(): string {
    return `smtp://127.0.0.1:${String((this.#server.server.address() as AddressInfo).port)}`;
  }

  clear(): void {
    this.received.length = 0;
    this.refusedRecipients.clear();
    this.refusedSender = undefined;
    this.onTaken = async () => undefined;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}

function errorOf(refusal: Refusal | undefined): Error | undefined {
  return refusal && Object.assign(new Error(refusal.says), { responseCode: refusal.code });
}

function mailOf(raw: string, envelope: Pick<ReceivedMail, 'from' | 'to'>): ReceivedMail {
  const end = raw.indexOf('\r\n\r\n');
  const headers = new Map(
    raw
      .slice(0, end)
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), decodedWords(line.slice(colon + 1).trim())] as const;
      }),
  );
  const body = raw.slice(end + 4);
  const encoding = headers.get('content-transfer-encoding');
  const text =
    encoding === 'base64'
      ? Buffer.from(body, 'base64').toString('utf8')
      : encoding === 'quoted-printable'
        ? quotedPrintable(body)
        : body;
  return { ...envelope, headers, text: text.replaceAll('\r\n', '\n'), raw };
}

/** RFC 2047, as far as words in UTF-8 go. */
function decodedWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, content: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(content, 'base64').toString('utf8')
        : quotedPrintable(content.replaceAll('_', ' ')),
    );
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
