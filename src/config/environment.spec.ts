import { describe, expect, it } from '@jest/globals';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { failureOf } from '../../test/builders/failure-of.js';
import { PROJECT_FOLDER, readEnvironment } from './environment.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

/** What production must be told, beside what is asked. */
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://service:secret@db.internal:5432/seatback',
  SEATBACK_ENCRYPTION_KEY: KEY,
};

/** The failure of a start with these variables. */
const refusalOf = (variables: NodeJS.ProcessEnv) => failureOf(() => readEnvironment(variables));

describe('an environment that says nothing', () => {
  it('links to our own page for bank details under the name that is passed on, unless another page is named', () => {
    expect(readEnvironment({ SEATBACK_PAYEE_HOST: 'details.example.com' })).toMatchObject({
      payeeHost: 'details.example.com',
      payeePage: 'https://details.example.com/payee/',
    });
    const own = { SEATBACK_PAYEE_HOST: 'details.example.com', SEATBACK_PAYEE_PAGE: 'https://pay.example/give#' };
    expect(readEnvironment(own).payeePage).toBe('https://pay.example/give#');
    const same = { SEATBACK_PAYEE_HOST: 'pay.example.com', SEATBACK_VENDOR_HOST: 'PAY.example.com' };
    expect(() => readEnvironment(same)).toThrow('SEATBACK_PAYEE_HOST: another name than that for vendors');
  });

  it('runs for development on an embedded database, reachable from this machine only', () => {
    expect(readEnvironment({})).toEqual({
      mode: 'development',
      databaseUrl: undefined,
      databaseOwnerUrl: undefined,
      dataFolder: join(PROJECT_FOLDER, '.seatback'),
      campaignsFolder: join(PROJECT_FOLDER, 'campaigns'),
      settingsFile: join(PROJECT_FOLDER, '.seatback', 'settings.yaml'),
      encryptionKey: undefined,
      payees: { waitingMs: 86_400_000, importsNeedApproval: false },
      questionDays: 5,
      documents: { mostBytes: 10_485_760, keptMs: 315_360_000_000 },
      mail: undefined,
      payeePage: undefined,
      host: '127.0.0.1',
      port: 3000,
      pullCron: '0 30 1 * * *',
      requestsPerMinute: 600,
      keptPagesBytes: 134_217_728,
      operations: { isLogJson: false, requestIdHeader: undefined, metricsToken: undefined, drainMs: 0 },
      shrinkLimitPercent: 20,
      // The other half of the cores is the server's.
      calculationThreads: Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2))),
      partnerCenter: {
        url: 'https://api.partnercenter.microsoft.com',
        tenantId: undefined,
        clientId: undefined,
        clientSecret: undefined,
        certificatePath: undefined,
        requestsPerMinute: 450,
        patienceMs: 10_800_000,
      },
      graphBilling: { url: 'https://graph.microsoft.com/v1.0' },
    });
  });

  it('is what empty and blank variables leave behind', () => {
    const blank = Object.fromEntries(
      [
        'NODE_ENV',
        'DATABASE_URL',
        'SEATBACK_DATA',
        'SEATBACK_SETTINGS',
        'SEATBACK_ENCRYPTION_KEY',
        'SEATBACK_PULL_CRON',
        'HOST',
        'PORT',
        'PARTNER_CENTER_URL',
        'GRAPH_URL',
        'PARTNER_CENTER_CLIENT_SECRET',
        'PARTNER_CENTER_REQUESTS_PER_MINUTE',
        'SEATBACK_CALCULATION_THREADS',
      ].map((name, index) => [name, index % 2 === 0 ? '' : '  ']),
    );
    expect(readEnvironment(blank)).toEqual(readEnvironment({}));
  });

  it('is not changed by variables of other programs', () => {
    expect(readEnvironment({ PATH: '/usr/bin', SEATBACK_UNHEARD_OF: 'x' })).toEqual(readEnvironment({}));
  });
});

describe('settings', () => {
  it('are read as they are given', () => {
    expect(
      readEnvironment({
        ...PRODUCTION,
        DATABASE_OWNER_URL: 'postgresql://owner:secret@db.internal/seatback',
        SEATBACK_DATA: '/srv/seatback',
        SEATBACK_CAMPAIGNS: 'terms',
        SEATBACK_PULL_CRON: '0 0 */2 * * MON-FRI',
        HOST: '::1',
        PORT: '0',
        PARTNER_CENTER_URL: 'https://partner-center.example/',
        GRAPH_URL: 'https://graph.example/v1.0/',
        PARTNER_CENTER_TENANT_ID: 'tenant',
        PARTNER_CENTER_CLIENT_ID: 'client',
        PARTNER_CENTER_CLIENT_SECRET: 'word',
        PARTNER_CENTER_CERTIFICATE_PATH: '/srv/certificate.pem',
        PARTNER_CENTER_REQUESTS_PER_MINUTE: '60',
        SEATBACK_SHRINK_LIMIT: '35',
        SEATBACK_CALCULATION_THREADS: '6',
        SEATBACK_PAYEE_WAITING_HOURS: '48',
        SEATBACK_IMPORTED_ACCOUNTS: 'need-approval',
        SEATBACK_DOCUMENT_MEGABYTES: '5',
        SEATBACK_DOCUMENT_DAYS: '730',
        SEATBACK_QUESTION_DAYS: '3',
        SEATBACK_SMTP_URL: 'smtps://user:word@mail.example',
        SEATBACK_MAIL_FROM: 'Rebates <rebates@example.com>',
        SEATBACK_PAYEE_PAGE: 'https://pay.example/details',
        SEATBACK_PUBLIC_URL: 'https://rebates.example/',
        SEATBACK_OIDC_ISSUER: 'https://login.example/tenant/v2.0',
        SEATBACK_OIDC_CLIENT_ID: 'seatback',
        SEATBACK_OIDC_CLIENT_SECRET: 'word',
        SEATBACK_REQUESTS_PER_MINUTE: '90',
        SEATBACK_LOG: 'json',
        SEATBACK_REQUEST_ID_HEADER: 'X-Request-Id',
        SEATBACK_METRICS_TOKEN: 'm'.repeat(32),
        SEATBACK_DRAIN_SECONDS: '20',
        SEATBACK_KEPT_PAGES_MEGABYTES: '64',
      }),
    ).toEqual({
      mode: 'production',
      databaseUrl: PRODUCTION.DATABASE_URL,
      databaseOwnerUrl: 'postgresql://owner:secret@db.internal/seatback',
      dataFolder: resolve('/srv/seatback'),
      campaignsFolder: resolve('terms'),
      settingsFile: resolve('/srv/seatback/settings.yaml'),
      encryptionKey: KEY,
      payees: { waitingMs: 172_800_000, importsNeedApproval: true },
      questionDays: 3,
      documents: { mostBytes: 5_242_880, keptMs: 63_072_000_000 },
      mail: { smtpUrl: 'smtps://user:word@mail.example', from: { name: 'Rebates', address: 'rebates@example.com' } },
      payeePage: 'https://pay.example/details',
      publicUrl: 'https://rebates.example',
      signIn: {
        issuer: 'https://login.example/tenant/v2.0',
        clientId: 'seatback',
        clientSecret: 'word',
        rolesClaim: 'roles',
      },
      requestsPerMinute: 90,
      keptPagesBytes: 67_108_864,
      operations: {
        isLogJson: true,
        requestIdHeader: 'x-request-id',
        metricsToken: 'm'.repeat(32),
        drainMs: 20_000,
      },
      host: '::1',
      port: 0,
      pullCron: '0 0 */2 * * MON-FRI',
      shrinkLimitPercent: 35,
      calculationThreads: 6,
      partnerCenter: {
        url: 'https://partner-center.example',
        tenantId: 'tenant',
        clientId: 'client',
        clientSecret: 'word',
        certificatePath: '/srv/certificate.pem',
        requestsPerMinute: 60,
        patienceMs: 10_800_000,
      },
      graphBilling: { url: 'https://graph.example/v1.0' },
    });
  });

  it('name a settings file of their own', () => {
    expect(readEnvironment({ SEATBACK_SETTINGS: '/etc/seatback/payer.yaml' }).settingsFile).toBe(
      resolve('/etc/seatback/payer.yaml'),
    );
  });

  it('may say that there is no Graph billing, as in China', () => {
    expect(readEnvironment({ GRAPH_URL: 'none' }).graphBilling).toEqual({ url: undefined });
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])(
    'may send to %s without encryption: it does not leave the machine',
    (url) => {
      expect(readEnvironment({ PARTNER_CENTER_URL: url }).partnerCenter.url).toBe(url);
    },
  );
});

describe('a setting that cannot be used stops the start and names itself', () => {
  it.each([
    ['NODE_ENV', 'staging', 'development'],
    ['GRAPH_URL', 'http://graph.example/v1.0', 'https://'],
    ['DATABASE_URL', 'mysql://db/seatback', 'a PostgreSQL address'],
    ['DATABASE_URL', 'db.internal', 'a PostgreSQL address'],
    ['DATABASE_OWNER_URL', 'https://db', 'a PostgreSQL address'],
    ['SEATBACK_ENCRYPTION_KEY', 'not base64!', '32 bytes in base64'],
    ['SEATBACK_PULL_CRON', 'every night', 'six fields, seconds first'],
    ['SEATBACK_PULL_CRON', '30 1 * * *', 'six fields, seconds first'],
    ['HOST', '0.0.0.0', 'a loopback address'],
    ['PORT', 'http', 'a port number'],
    ['PORT', '70000', 'a port number'],
    ['PORT', '-1', 'a port number'],
    ['PORT', '80.5', 'a port number'],
    ['PARTNER_CENTER_URL', 'ftp://api', 'begins with https://'],
    ['PARTNER_CENTER_URL', 'api.partnercenter.microsoft.com', 'begins with https://'],
    ['PARTNER_CENTER_URL', 'http://api.partnercenter.microsoft.com', 'http:// on this machine'],
    ['PARTNER_CENTER_URL', 'http://127.0.0.1.example.com', 'http:// on this machine'],
    ['SEATBACK_CALCULATION_THREADS', '0', 'a whole number'],
    ['SEATBACK_CALCULATION_THREADS', '1.5', 'a whole number'],
    ['PARTNER_CENTER_REQUESTS_PER_MINUTE', '0', 'a whole number'],
    ['PARTNER_CENTER_REQUESTS_PER_MINUTE', 'many', 'a whole number'],
  ])('%s=%s', (name, value, expected) => {
    const { code, report } = refusalOf({ [name]: value });
    expect(code).toBe('SETTING_INVALID');
    expect(report.expected).toContain(`${name}: `);
    expect(report.expected).toContain(expected);
    expect(report.found).toContain(`${name}: `);
  });

  it('and all that are wrong are named at once', () => {
    const { report } = refusalOf({ PORT: 'x', HOST: 'example.com', NODE_ENV: 'live' });
    expect(report.found).toBe('NODE_ENV: "live"; HOST: "example.com"; PORT: "x"');
  });

  it.each([
    ['DATABASE_URL', 'mysql://service:hunter2@db/seatback'],
    ['DATABASE_OWNER_URL', 'mysql://owner:hunter2@db/seatback'],
    ['SEATBACK_ENCRYPTION_KEY', 'hunter2!'],
    ['PARTNER_CENTER_URL', 'ftp://user:hunter2@api'],
  ])('but the value of %s is never shown', (name, value) => {
    const { message } = refusalOf({ [name]: value, PARTNER_CENTER_CLIENT_SECRET: 'hunter2' });
    expect(message).not.toContain('hunter2');
    expect(message).toContain(`${name}: a value that is not shown`);
  });
});

describe('production', () => {
  it('starts when it is told its database and its key', () => {
    expect(readEnvironment(PRODUCTION)).toMatchObject({ mode: 'production', encryptionKey: KEY });
  });

  it.each([
    ['DATABASE_URL', 'production does not run on the embedded one'],
    ['SEATBACK_ENCRYPTION_KEY', 'production does not keep its key beside its data'],
  ])('does not start without %s', (name, expected) => {
    const { report } = refusalOf({ ...PRODUCTION, [name]: '' });
    expect(report.expected).toContain(expected);
    expect(report.found).toBe(`${name}: nothing`);
  });
});

describe('signing in', () => {
  const SIGN_IN = { SEATBACK_OIDC_ISSUER: 'https://login.example', SEATBACK_OIDC_CLIENT_ID: 'seatback' };

  it('is left out where no provider is named', () => {
    expect(readEnvironment({}).signIn).toBeUndefined();
  });

  it('may be at a provider on this machine, by http, unless it is production', () => {
    const onThisMachine = { ...SIGN_IN, SEATBACK_OIDC_ISSUER: 'http://127.0.0.1:3100' };
    expect(readEnvironment(onThisMachine).signIn).toMatchObject({ issuer: 'http://127.0.0.1:3100' });
    expect(() =>
      readEnvironment({ ...PRODUCTION, ...onThisMachine, SEATBACK_PUBLIC_URL: 'https://rebates.example' }),
    ).toThrow(/SEATBACK_OIDC_ISSUER: an address that begins with https:\/\/ in production/);
    expect(() => readEnvironment({ ...SIGN_IN, SEATBACK_OIDC_ISSUER: 'http://login.example' })).toThrow(
      /SEATBACK_OIDC_ISSUER/,
    );
  });

  it('is set whole, and in production with the address to come back to', () => {
    expect(() => readEnvironment({ SEATBACK_OIDC_ISSUER: 'https://login.example' })).toThrow(/SEATBACK_OIDC_CLIENT_ID/);
    expect(() => readEnvironment({ SEATBACK_OIDC_CLIENT_SECRET: 'word' })).toThrow(/SEATBACK_OIDC_ISSUER/);
    expect(() => readEnvironment({ ...PRODUCTION, ...SIGN_IN })).toThrow(/SEATBACK_PUBLIC_URL/);
    for (const url of ['http://rebates.example', 'https://rebates.example/portal', 'rebates.example'])
      expect(() => readEnvironment({ ...SIGN_IN, SEATBACK_PUBLIC_URL: url })).toThrow(/SEATBACK_PUBLIC_URL/);
  });
});
