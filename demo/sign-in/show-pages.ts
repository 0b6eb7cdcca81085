import { AccessGrants, knownPerson } from '../../src/access/index.js';
import type { Terminal } from '../../src/commands/index.js';
import { readEnvironment } from '../../src/config/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { CLOCK, type Clock } from '../../src/kernel/index.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { startProvider } from './provider.js';
import { DEMO_USERS, type DemoUser } from './users.js';

const DECISION = { actor: 'demo', reason: 'So that somebody of a partner can look' };

export interface ShownPages {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * The program's pages with a provider on loopback, whose people need no password; until Ctrl-C. In production the
 * settings refuse such a provider.
 *
 * @throws SeatbackError SETTING_INVALID
 */
export async function showPages(
  terminal: Pick<Terminal, 'say' | 'table'>,
  variables: NodeJS.ProcessEnv,
  { endsOnSignal }: { readonly endsOnSignal: boolean },
): Promise<ShownPages> {
  const { port } = readEnvironment(variables);
  // The same each time: at another address its people would be others.
  const provider = await startProvider(DEMO_USERS, port === 0 ? 0 : port + 1);
  try {
    const environment = readEnvironment({
      ...variables,
      SEATBACK_OIDC_ISSUER: provider.issuer,
      SEATBACK_OIDC_CLIENT_ID: provider.clientId,
      SEATBACK_OIDC_CLIENT_SECRET: provider.clientSecret,
    });
    const server = await startServer({ environment, endsOnSignal });
    const partnerId = await letPartnerLook(server, provider.issuer);
    terminal.say(`\nThe pages, until Ctrl-C: ${server.address}`);
    terminal.say('Who can sign in there, at the provider of the demo, without a password:');
    terminal.table(
      ['name', 'role', 'sees'],
      DEMO_USERS.map(({ name, roles }) => [name, roles.join(', '), sees(roles, server.address, partnerId)]),
    );
    return {
      address: server.address,
      close: async () => {
        await server.close();
        await provider.close();
      },
    };
  } catch (error) {
    await provider.close();
    throw error;
  }
}

function sees(roles: readonly string[], address: string, partnerId: string | undefined): string {
  if (roles.includes('administrator')) return `${address}/account`;
  if (!roles.some((role) => role.startsWith('partner-'))) return `${address}/`;
  return partnerId === undefined ? `${address}/account` : `${address}/partners/${partnerId}`;
}

/** Binds the partner's person of the demo to a partner that was paid; once. */
async function letPartnerLook({ app }: RunningServer, issuer: string): Promise<string | undefined> {
  const person = DEMO_USERS.find(({ roles }) => roles.includes('partner-viewer'));
  const now = app.get<Clock>(CLOCK).now();
  const unitOfWork = app.get(UnitOfWork);
  const [paid] = await unitOfWork.inSession((session) =>
    session.query<{ partnerId: string }>(
      'SELECT partner_id AS "partnerId" FROM payment_instruction JOIN partner USING (partner_key) ORDER BY partner_id LIMIT 1',
    ),
  );
  if (person === undefined || paid === undefined) return undefined;
  const known = await unitOfWork.inTransaction((session) => knownPerson(session, identityOf(person, issuer), now));
  const grants = app.get(AccessGrants);
  const bound = (await grants.list()).find((each) => each.person === known)?.partnerIds ?? [];
  if (!bound.includes(paid.partnerId)) await grants.grant(known, paid, DECISION);
  return paid.partnerId;
}

/** As the provider will tell it. */
function identityOf({ id, name, email }: DemoUser, issuer: string) {
  return { issuer, subject: id, userName: email, name, email, claimedRoles: [] };
}
