import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { AccessGrants, CommandTokens, type Role } from '../../src/access/index.js';
import { seatbackProgram } from '../../src/commands/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { plusMillis, SystemClock } from '../../src/kernel/index.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { StandingProcess } from './standing-process.js';

const KEY = randomBytes(32).toString('base64');
const PRODUCTION = { NODE_ENV: 'production' };

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
let commands: StandingProcess;
beforeAll(async () => {
  seatback = await seatbacks.start({ variables: { SEATBACK_ENCRYPTION_KEY: KEY } });
  // The commands go by the time of this machine.
  seatback.clock.moveTo(new SystemClock().now());
  commands = new StandingProcess({ DATABASE_URL: seatback.database.serviceUrl, SEATBACK_ENCRYPTION_KEY: KEY });
  for (const actor of ['ola', 'dana', 'robin', 'vera'])
    await seatback.app
      .get(UnitOfWork)
      .inSession((session) =>
        session.execute(
          `INSERT INTO person (issuer, subject, actor, actor_key, first_seen_at, told_at) VALUES ('https://login.example', $1, $1, upper($1), now(), now())`,
          [actor],
        ),
      );
}, 300_000);
afterAll(async () => {
  await commands.end();
  await seatbacks.end();
});

const PEOPLE = ['ola', 'dana', 'robin', 'vera'];
const personOf = (actor: string) => PEOPLE.indexOf(actor) + 1;
const run = async (line: string, variables: NodeJS.ProcessEnv = PRODUCTION) =>
  commands.run(
    line.split(' ').map((word) => word.replaceAll('_', ' ')),
    variables,
  );

async function tokenOf(actor: string): Promise<NodeJS.ProcessEnv> {
  const { token } = await seatback.app.get(CommandTokens).issue({ person: personOf(actor), actor, claimedRoles: [] });
  return { ...PRODUCTION, SEATBACK_TOKEN: token };
}

async function grant(actor: string, role: Role): Promise<void> {
  const decision = { actor: 'operator', reason: 'Named by the head of finance' };
  await seatback.app.get(AccessGrants).grant(personOf(actor), { role }, decision);
}

describe('in production', () => {
  it('the first administrator is named on the machine, and nobody else is', async () => {
    const named = '--reason Agreed_with_the_head --actor operator';
    expect((await run(`access grant 1 finance-maker ${named}`)).errors).toContain('ACTOR_NOT_ALLOWED');
    expect(await run(`access grant 1 administrator ${named}`)).toMatchObject({ code: 0, errors: '' });
    expect((await run(`access grant 2 administrator ${named}`)).errors).toContain('ACTOR_NOT_ALLOWED');
    expect((await run(`access withdraw 1 administrator ${named}`)).errors).toContain('ACTOR_NOT_ALLOWED');
  });

  it('a name on the command line is nobody’s, and nothing is done without one', async () => {
    expect((await run('ledger close-month 2019-01 --actor dana')).errors).toContain('ACTOR_NOT_ALLOWED');
    expect((await run('ledger close-month 2019-01')).errors).toContain('TOKEN_NEEDED');
    const [closed] = await seatback.app
      .get(UnitOfWork)
      .inSession((session) => session.query('SELECT FROM accounting_month WHERE closed_at IS NOT NULL'));
    expect(closed).toBeUndefined();
  });

  it('an administrator gives rights with a token, and has no other by it', async () => {
    const ola = await tokenOf('ola');
    const granted = await run('access grant 2 finance-maker --reason Prepares_payouts_of_2019', ola);
    expect(granted).toMatchObject({ code: 0, errors: '' });
    expect((await run('ledger close-month 2019-01', ola)).errors).toContain('ROLE_MISSING');
    const own = await run('access grant 1 finance-maker --reason Prepares_payouts_too', ola);
    expect(own.errors).toContain('SAME_PERSON');
  });

  it('an act is its person’s, by the role that it takes, and on record as that person’s', async () => {
    await grant('robin', 'finance-checker');
    await grant('vera', 'finance-viewer');
    const [dana, robin, vera] = [await tokenOf('dana'), await tokenOf('robin'), await tokenOf('vera')];
    expect((await run('vendor add acme-pay --name Acme_Pay', vera)).errors).toContain('ROLE_MISSING');
    expect((await run('vendor add acme-pay --name Acme_Pay', robin)).errors).toContain('ROLE_MISSING');
    expect(await run('vendor add acme-pay --name Acme_Pay', dana)).toMatchObject({ code: 0 });
    expect((await run('vendor approve acme-pay', dana)).errors).toContain('ROLE_MISSING');
    await grant('dana', 'finance-checker');
    expect((await run('vendor approve acme-pay', dana)).errors).toContain('SAME_PERSON');
    expect(await run('vendor approve acme-pay', robin)).toMatchObject({ code: 0 });
    const acts = await seatback.app
      .get(UnitOfWork)
      .inSession((session) =>
        session.query(`SELECT act, actor FROM audit_entry WHERE act LIKE 'vendor.%' ORDER BY entry`),
      );
    expect(acts).toEqual([
      { act: 'vendor.register', actor: 'dana' },
      { act: 'vendor.approve', actor: 'robin' },
    ]);
  });

  it('a token is as good as its holder’s rights, as long as it lives, and no other counts beside it', async () => {
    const dana = await tokenOf('dana');
    expect((await run('vendor add b-pay --name B --actor dana', dana)).errors).toContain('ACTOR_NOT_ALLOWED');
    const decision = { actor: 'operator', reason: 'Has left the department' };
    for (const role of ['finance-maker', 'finance-checker'] as const)
      await seatback.app.get(AccessGrants).withdraw(personOf('dana'), { role }, decision);
    expect((await run('vendor add b-pay --name B', dana)).errors).toContain('ROLE_MISSING');
    await grant('dana', 'finance-maker');
    seatback.clock.moveTo(plusMillis(seatback.clock.now(), -24 * 3_600_000));
    const old = await tokenOf('dana');
    seatback.clock.moveTo(plusMillis(seatback.clock.now(), 24 * 3_600_000));
    const refused = await run('vendor add b-pay --name B', old);
    expect(refused.errors).toContain('TOKEN_INVALID');
    expect(refused.errors).not.toContain(old['SEATBACK_TOKEN']);
    const guessed = { ...PRODUCTION, SEATBACK_TOKEN: `sbc_${'a'.repeat(43)}` };
    expect((await run('vendor add b-pay --name B', guessed)).errors).toContain('TOKEN_INVALID');
  });

  it('reading takes no token', async () => {
    expect(await run('vendor list')).toMatchObject({ code: 0, errors: '' });
  });
});

describe('in development', () => {
  const development = { NODE_ENV: 'development' };

  it('a name does as long as nobody has ever signed in', async () => {
    const fresh = await seatbacks.start({ variables: { SEATBACK_ENCRYPTION_KEY: KEY } });
    const own = new StandingProcess({
      DATABASE_URL: fresh.database.serviceUrl,
      SEATBACK_ENCRYPTION_KEY: KEY,
    });
    try {
      const named = ['vendor', 'add', 'c-pay', '--name', 'C', '--actor', 'dana'];
      expect(await own.run(named, development)).toMatchObject({ code: 0 });
      const unnamed = await own.run(['vendor', 'add', 'd-pay', '--name', 'D'], development);
      expect(unnamed.errors).toContain('--actor <name>');
    } finally {
      await own.end();
    }
  });

  it('a name is nobody’s once somebody has signed in: it would be a second name of the same person', async () => {
    expect((await run('vendor add e-pay --name E --actor dana', development)).errors).toContain('ACTOR_NOT_ALLOWED');
    const token = { ...(await tokenOf('dana')), ...development };
    expect(await run('vendor add e-pay --name E', token)).toMatchObject({ code: 0 });
    expect((await run('vendor add f-pay --name F', development)).errors).toContain('--actor <name>');
  });
});

/** Who may carry out which act: a new one is entered here when somebody has thought of it. */
const ROLES_OF_ACTS: Readonly<Record<string, string>> = {
  'access grant': 'administrator',
  'access withdraw': 'administrator',
  'adjust approve': 'finance-checker',
  'adjust propose': 'finance-maker',
  'adjust refuse': 'finance-maker, finance-checker',
  'answers decide': 'finance-maker, finance-checker',
  'campaigns confirm': 'finance-maker',
  'claims accept-proof': 'finance-maker, finance-checker',
  'claims answer': 'finance-maker, finance-checker',
  'claims appeal': 'finance-maker, finance-checker',
  'claims attach': 'finance-maker, finance-checker',
  decide: 'finance-maker',
  'identity store': 'administrator',
  'ingest files': 'finance-maker',
  'ingest reread': 'finance-maker',
  'keys new': 'administrator',
  'keys rotate': 'administrator',
  'ledger close-month': 'finance-maker, finance-checker',
  'notifications decide': 'finance-maker, finance-checker',
  'payee approve': 'finance-checker',
  'payee decide-name': 'finance-checker',
  'payee enter': 'finance-maker, finance-checker',
  'payee hold': 'finance-maker, finance-checker',
  'payee invite': 'finance-maker',
  'payee release': 'finance-checker',
  'payout approve': 'finance-checker',
  'payout confirm-name': 'finance-checker',
  'payout prepare': 'finance-maker',
  'payout release': 'finance-checker',
  'payout show': 'finance-maker, finance-checker',
  'payout void': 'finance-maker, finance-checker',
  'questions answer': 'finance-maker',
  'run approve': 'finance-checker',
  'run post': 'finance-checker',
  'run reject': 'finance-checker',
  'run submit': 'finance-maker',
  'vendor add': 'finance-maker',
  'vendor approve': 'finance-checker',
  'vendor disable': 'finance-maker, finance-checker',
  'vendor rotate': 'finance-maker',
  'vendor sandbox': 'finance-maker',
  'webhooks add': 'finance-maker',
  'webhooks disable': 'finance-maker',
  'webhooks enable': 'finance-maker',
  'webhooks replay': 'finance-maker',
  'webhooks rotate': 'finance-maker',
};

describe('every command with an actor', () => {
  it('says who may carry it out', () => {
    const found: [string, string][] = [];
    const visit = (command: Command, above: string) => {
      for (const each of command.commands) visit(each, `${above} ${each.name()}`.trim());
      const option = command.options.find(({ long }) => long === '--actor');
      if (option === undefined) return;
      const { acting } = option as unknown as { readonly acting?: { readonly roles: readonly Role[] } };
      found.push([above, acting?.roles.join(', ') ?? 'anybody']);
    };
    visit(seatbackProgram(), '');
    expect(Object.fromEntries(found)).toEqual(ROLES_OF_ACTS);
  });
});
