import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { validateCronExpression } from 'cron';
import { z } from 'zod';
import { invariant, SeatbackError, wordedIssue } from '../kernel/index.js';
import { signInIssues, signInSettings, type SignInSettings } from './sign-in-settings.js';

/** The folder that holds package.json: `campaigns/` and the default data folder lie in it. */
export const PROJECT_FOLDER = projectFolder();

function projectFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    invariant(parent !== folder, 'the program lies below the folder that holds package.json');
    folder = parent;
  }
  return folder;
}

const LOOPBACK_HOSTS = ['127.0.0.1', '::1', 'localhost'] as const;

const path = (fallback: string) =>
  z
    .string()
    .min(1)
    .default(fallback)
    .transform((given) => resolve(given));

const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'a PostgreSQL address, postgres://user:password@host:port/database',
});
const httpUrl = z
  .string()
  .refine(isHttpsOrLoopback, { error: 'an address that begins with https:// (or http:// on this machine)' });

const hostName = z.string().regex(/^[a-z0-9.-]+$/i, { error: 'a host name, without a port' });

/** An access token goes to this address: it must not cross a network in the clear. */
function isHttpsOrLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

function isOrigin(address: string): boolean {
  return URL.canParse(address) && `${new URL(address).origin}/` === new URL(address).href;
}

function isSmtpUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '';
}

/** `Rebates <rebates@example.com>`, or the address alone: no name holds what could end a header. */
function senderOf(from: string): MailSender | undefined {
  const {
    name = '',
    named,
    alone,
  } = /^(?:(?<name>[^<>"\\,\p{Cc}]*)<(?<named>[^<>\s,]+@[^<>\s,]+)>|(?<alone>[^<>\s,]+@[^<>\s,]+))$/u.exec(from.trim())
    ?.groups ?? {};
  const address = named ?? alone;
  return address === undefined ? undefined : { name: name.trim(), address };
}

/** For each thread the server works as much: half of the cores are left to it. With more than these it is what is waited for. */
const CALCULATION_THREADS_AT_MOST = 4;

const CRON_FORM = 'six fields, seconds first, such as "0 30 1 * * *"';

const environmentSchema = z
  .object({
    NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    DATABASE_URL: postgresUrl.optional(),
    DATABASE_OWNER_URL: postgresUrl.optional(),
    SEATBACK_DATA: path(join(PROJECT_FOLDER, '.seatback')),
    SEATBACK_CAMPAIGNS: path(join(PROJECT_FOLDER, 'campaigns')),
    SEATBACK_SETTINGS: z.string().min(1).optional(),
    SEATBACK_SCHEMA_FOLDER: z.string().min(1).optional(),
    SEATBACK_ENCRYPTION_KEY: z.base64({ error: '32 bytes in base64' }).optional(),
    SEATBACK_ENCRYPTION_KEYS_BEFORE: z.string().optional(),
    SEATBACK_PAYEE_WAITING_HOURS: z.coerce.number({ error: 'a whole number' }).int().min(0).max(720).default(24),
    SEATBACK_IMPORTED_ACCOUNTS: z
      .enum(['count', 'need-approval'], { error: 'count, or need-approval' })
      .default('count'),
    SEATBACK_DOCUMENT_MEGABYTES: z.coerce.number({ error: 'a whole number' }).int().min(1).max(50).default(10),
    SEATBACK_DOCUMENT_DAYS: z.coerce.number({ error: 'a whole number' }).int().min(365).max(36_500).default(3_650),
    SEATBACK_QUESTION_DAYS: z.coerce.number({ error: 'a whole number' }).int().min(1).max(60).default(5),
    SEATBACK_PULL_CRON: z
      .string()
      .regex(/^[\d*/,A-Za-z-]+( +[\d*/,A-Za-z-]+){5}$/, { error: CRON_FORM })
      // By the library that keeps the time: what it cannot follow must not stop the worker with a stack trace.
      .refine((expression) => validateCronExpression(expression).valid, { error: CRON_FORM })
      .default('0 30 1 * * *'),
    SEATBACK_SHRINK_LIMIT: z.coerce.number({ error: 'a share in per cent' }).min(0).max(100).default(20),
    SEATBACK_CALCULATION_THREADS: z.coerce
      .number({ error: 'a whole number' })
      .int()
      .min(1)
      .max(64)
      .default(Math.max(1, Math.min(Math.floor(availableParallelism() / 2), CALCULATION_THREADS_AT_MOST))),
    SEATBACK_SMTP_URL: z
      .string()
      .refine(isSmtpUrl, { error: 'an address that begins with smtps:// or smtp://, with a host' })
      .optional(),
    SEATBACK_MAIL_FROM: z
      .string()
      .refine((from) => senderOf(from) !== undefined, { error: 'an address such as "Rebates <rebates@example.com>"' })
      .optional(),
    SEATBACK_PAYEE_PAGE: httpUrl.optional(),
    HOST: z
      .enum(LOOPBACK_HOSTS, { error: 'a loopback address: a proxy on this machine speaks TLS' })
      .default('127.0.0.1'),
    PORT: z.coerce.number({ error: 'a port number' }).int().min(0).max(65_535).default(3000),
    SEATBACK_VENDOR_HOST: hostName.optional(),
    SEATBACK_PAYEE_HOST: hostName.optional(),
    SEATBACK_PUBLIC_URL: httpUrl
      .refine(isOrigin, { error: 'an address without a path, such as https://rebates.example.com' })
      .optional(),
    SEATBACK_OIDC_ISSUER: httpUrl.optional(),
    SEATBACK_OIDC_CLIENT_ID: z.string().min(1).optional(),
    SEATBACK_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
    SEATBACK_OIDC_ROLES_CLAIM: z.string().min(1).max(200).default('roles'),
    SEATBACK_TOKEN: z.string().trim().optional(),
    SEATBACK_LOG: z.enum(['json', 'text'], { error: 'json or text' }).optional(),
    SEATBACK_REQUEST_ID_HEADER: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, { error: 'the name of a header, such as X-Request-Id' })
      .optional(),
    SEATBACK_METRICS_TOKEN: z
      .string()
      .regex(/^[\w.~+/=-]{32,}$/, { error: 'at least 32 letters, digits or -._~+/=' })
      .optional(),
    SEATBACK_DRAIN_SECONDS: z.coerce.number({ error: 'a whole number' }).int().min(0).max(300).default(0),
    SEATBACK_REQUESTS_PER_MINUTE: z.coerce
      .number({ error: 'a whole number' })
      .int()
      .min(10)
      .max(1_000_000)
      .default(600),
    SEATBACK_KEPT_PAGES_MEGABYTES: z.coerce.number({ error: 'a whole number' }).int().min(0).max(65_536).default(128),
    PARTNER_CENTER_URL: httpUrl.default('https://api.partnercenter.microsoft.com'),
    GRAPH_URL: z
      .union([z.literal('none'), httpUrl], { error: 'an address that begins with https://, or none' })
      .default('https://graph.microsoft.com/v1.0'),
    PARTNER_CENTER_TENANT_ID: z.string().min(1).optional(),
    PARTNER_CENTER_CLIENT_ID: z.string().min(1).optional(),
    PARTNER_CENTER_CLIENT_SECRET: z.string().min(1).optional(),
    PARTNER_CENTER_CERTIFICATE_PATH: z.string().min(1).optional(),
    PARTNER_CENTER_REQUESTS_PER_MINUTE: z.coerce
      .number({ error: 'a whole number' })
      .int()
      .min(1)
      .max(100_000)
      .default(450),
    PARTNER_CENTER_PATIENCE_MINUTES: z.coerce.number({ error: 'a whole number' }).int().min(0).max(1_440).default(180),
  })
  .superRefine((environment, context) => {
    for (const [given, missing] of [
      ['SEATBACK_SMTP_URL', 'SEATBACK_MAIL_FROM'],
      ['SEATBACK_MAIL_FROM', 'SEATBACK_SMTP_URL'],
    ] as const)
      if (environment[given] !== undefined && environment[missing] === undefined)
        context.addIssue({ code: 'custom', path: [missing], message: `to be set where ${given} is` });
    const { SEATBACK_VENDOR_HOST: vendorHost, SEATBACK_PAYEE_HOST: payeeHost } = environment;
    if (payeeHost !== undefined && payeeHost.toLowerCase() === vendorHost?.toLowerCase())
      context.addIssue({
        code: 'custom',
        path: ['SEATBACK_PAYEE_HOST'],
        message: 'another name than that for vendors',
      });
    for (const { setting, message } of signInIssues(environment))
      context.addIssue({ code: 'custom', path: [setting], message });
    if (environment.NODE_ENV === 'production' && environment.DATABASE_URL === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['DATABASE_URL'],
        message: 'the address of the database server: production does not run on the embedded one',
      });
    }
    if (environment.NODE_ENV === 'production' && environment.SEATBACK_ENCRYPTION_KEY === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['SEATBACK_ENCRYPTION_KEY'],
        message: '32 bytes in base64: production does not keep its key beside its data',
      });
    }
  });

/** Name under which the environment is injected. */
export const ENVIRONMENT = Symbol('environment');

/** What the environment says, checked. Names and meaning: `docs/settings.md`. */
export interface Environment {
  readonly mode: 'development' | 'test' | 'production';
  /** Address for the role `seatback_service`; `undefined` means the embedded server. */
  readonly databaseUrl: string | undefined;
  /** Address for the role `seatback_owner`, which migrates; only `migrate` needs it. */
  readonly databaseOwnerUrl: string | undefined;
  readonly dataFolder: string;
  readonly campaignsFolder: string;
  readonly settingsFile: string;
  /** Where official schemas of payment messages lie; `undefined`: none are applied beside our own checks. */
  readonly schemaFolder: string | undefined;
  /** 32 bytes in base64; `undefined` means the key file in the data folder. */
  readonly encryptionKey: string | undefined;
  /** Keys that were in use before, apart by blanks or commas: they open, and seal nothing. */
  readonly keysBefore: string | undefined;
  /** How bank details come to count. */
  readonly payees: PayeeSettings;
  /** How many days a partner's question may wait for its answer. */
  readonly questionDays: number;
  /** What is given for claims. */
  readonly documents: DocumentSettings;
  /** Undefined where no mail is sent: what partners are to be told waits in the outbox. */
  readonly mail: MailSettings | undefined;
  /** The page on which a partner gives its bank details; its links end with the token of an invitation. */
  readonly payeePage: string | undefined;
  readonly host: string;
  readonly port: number;
  /** The name under which a proxy on this machine passes the vendors' API on, and nothing else; undefined: none. */
  readonly vendorHost: string | undefined;
  /** The same for the page on which partners give their bank details. */
  readonly payeeHost: string | undefined;
  /** Where browsers reach this program, without a slash at its end; undefined: on this machine, at HOST and PORT. */
  readonly publicUrl: string | undefined;
  /** Where people sign in; undefined: nobody does, and who is on this machine may read. Never so in production. */
  readonly signIn: SignInSettings | undefined;
  /** Of the person who works on the command line, from `/account`: a secret. */
  readonly commandToken: string | undefined;
  /** Of each session, and five times as many of each address that nobody is signed in from. */
  readonly requestsPerMinute: number;
  /** Of memory for pages that are sent again as long as nothing is written; 0: each is made anew. */
  readonly keptPagesBytes: number;
  readonly operations: OperationsSettings;
  /** When the nightly pull falls due: six fields, seconds first, UTC. */
  readonly pullCron: string;
  /** By how much a file may be smaller than the last time before somebody is asked, in per cent. */
  readonly shrinkLimitPercent: number;
  /** Threads that a calculation shares its customers out to; 1: none beside its own. */
  readonly calculationThreads: number;
  readonly partnerCenter: PartnerCenterSettings;
  readonly graphBilling: {
    /** With the version; undefined where there is no Graph billing, as in China. */
    readonly url: string | undefined;
  };
}

export interface MailSender {
  /** Empty where there is only an address. */
  readonly name: string;
  readonly address: string;
}

export interface MailSettings {
  /** With user and password, where the server asks for them: a secret. */
  readonly smtpUrl: string;
  readonly from: MailSender;
}

/** How the program is watched and ended. */
export interface OperationsSettings {
  /** Lines of JSON for programs that gather logs, and one for each request; else words for people. */
  readonly isLogJson: boolean;
  /** In lower case: where the proxy on this machine puts the id of a request. Undefined: ids are our own. */
  readonly requestIdHeader: string | undefined;
  /** Whoever shows it reads the metrics; nobody does where it is undefined. A secret. */
  readonly metricsToken: string | undefined;
  /** For how long requests are still taken when the process is told to end. */
  readonly drainMs: number;
}

export interface DocumentSettings {
  /** Of one document. */
  readonly mostBytes: number;
  /** From when it is given until its bytes are erased. */
  readonly keptMs: number;
}

export interface PayeeSettings {
  /** From the approval of bank details until they may be paid to. */
  readonly waitingMs: number;
  /** Whether accounts of `bank_accounts.csv` wait for a second person too, as all other details do. */
  readonly importsNeedApproval: boolean;
}

export interface PartnerCenterSettings {
  readonly url: string;
  readonly tenantId: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly certificatePath: string | undefined;
  /** Calls a minute and tenant; the documented limit is 500 (contract of Partner Center, "Throttling"). */
  readonly requestsPerMinute: number;
  /** For how long what failed is tried again before it is on record as missed. */
  readonly patienceMs: number;
}

/** Settings that hold a secret: their value never appears in a message. */
const SECRET = /SECRET|KEY|URL|TOKEN/;

/**
 * Reads the environment once, at the start.
 *
 * @throws SeatbackError SETTING_INVALID, naming each setting that cannot be used
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  // An empty variable is an unset one: that is what a compose file or a CI form leaves behind. So is a blank one: as a
  // port it would count as 0.
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const value = given[name];
      return {
        name,
        expected: wordedIssue(issue),
        found: value === undefined ? 'nothing' : SECRET.test(name) ? 'a value that is not shown' : `"${value}"`,
      };
    });
    throw new SeatbackError({
      code: 'SETTING_INVALID',
      expected: problems.map(({ name, expected }) => `${name}: ${expected}`).join('; '),
      found: problems.map(({ name, found }) => `${name}: ${found}`).join('; '),
      where: 'environment variables',
      next: 'Correct or unset them and start again; docs/settings.md explains each.',
    });
  }
  const set = parsed.data;
  return {
    mode: set.NODE_ENV,
    databaseUrl: set.DATABASE_URL,
    databaseOwnerUrl: set.DATABASE_OWNER_URL,
    dataFolder: set.SEATBACK_DATA,
    campaignsFolder: set.SEATBACK_CAMPAIGNS,
    settingsFile: resolve(set.SEATBACK_SETTINGS ?? join(set.SEATBACK_DATA, 'settings.yaml')),
    schemaFolder: set.SEATBACK_SCHEMA_FOLDER === undefined ? undefined : resolve(set.SEATBACK_SCHEMA_FOLDER),
    encryptionKey: set.SEATBACK_ENCRYPTION_KEY,
    keysBefore: set.SEATBACK_ENCRYPTION_KEYS_BEFORE,
    payees: {
      waitingMs: set.SEATBACK_PAYEE_WAITING_HOURS * 3_600_000,
      importsNeedApproval: set.SEATBACK_IMPORTED_ACCOUNTS === 'need-approval',
    },
    questionDays: set.SEATBACK_QUESTION_DAYS,
    documents: {
      mostBytes: set.SEATBACK_DOCUMENT_MEGABYTES * 1024 * 1024,
      keptMs: set.SEATBACK_DOCUMENT_DAYS * 86_400_000,
    },
    mail: mailSettings(set.SEATBACK_SMTP_URL, set.SEATBACK_MAIL_FROM),
    payeePage:
      set.SEATBACK_PAYEE_PAGE ??
      (set.SEATBACK_PAYEE_HOST === undefined ? undefined : `https://${set.SEATBACK_PAYEE_HOST}/payee/`),
    host: set.HOST,
    port: set.PORT,
    vendorHost: set.SEATBACK_VENDOR_HOST,
    payeeHost: set.SEATBACK_PAYEE_HOST,
    publicUrl: set.SEATBACK_PUBLIC_URL === undefined ? undefined : new URL(set.SEATBACK_PUBLIC_URL).origin,
    signIn: signInSettings(set),
    commandToken: set.SEATBACK_TOKEN,
    requestsPerMinute: set.SEATBACK_REQUESTS_PER_MINUTE,
    keptPagesBytes: set.SEATBACK_KEPT_PAGES_MEGABYTES * 1024 * 1024,
    operations: {
      isLogJson: (set.SEATBACK_LOG ?? (set.NODE_ENV === 'production' ? 'json' : 'text')) === 'json',
      requestIdHeader: set.SEATBACK_REQUEST_ID_HEADER?.toLowerCase(),
      metricsToken: set.SEATBACK_METRICS_TOKEN,
      drainMs: set.SEATBACK_DRAIN_SECONDS * 1000,
    },
    pullCron: set.SEATBACK_PULL_CRON,
    shrinkLimitPercent: set.SEATBACK_SHRINK_LIMIT,
    calculationThreads: set.SEATBACK_CALCULATION_THREADS,
    partnerCenter: {
      url: set.PARTNER_CENTER_URL.replace(/\/+$/, ''),
      tenantId: set.PARTNER_CENTER_TENANT_ID,
      clientId: set.PARTNER_CENTER_CLIENT_ID,
      clientSecret: set.PARTNER_CENTER_CLIENT_SECRET,
      certificatePath: set.PARTNER_CENTER_CERTIFICATE_PATH,
      requestsPerMinute: set.PARTNER_CENTER_REQUESTS_PER_MINUTE,
      patienceMs: set.PARTNER_CENTER_PATIENCE_MINUTES * 60_000,
    },
    graphBilling: { url: set.GRAPH_URL === 'none' ? undefined : set.GRAPH_URL.replace(/\/+$/, '') },
  };
}

function mailSettings(smtpUrl: string | undefined, sender: string | undefined): MailSettings | undefined {
  const from = sender === undefined ? undefined : senderOf(sender);
  return smtpUrl === undefined || from === undefined ? undefined : { smtpUrl, from };
}
