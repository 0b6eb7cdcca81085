import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { productAccess, productApp, productConfig, productDatabase, productKernel } from '../product.ts';

/**
 * Signs people in, as the provider would have vouched for them: one of finance, and one of each partner that is named.
 * Prints the cookies of their sessions, which last for a working day.
 */
const partnerIds = process.argv.slice(2);
const { AppModule } = await productApp();
const { AccessGrants, knownPerson, Sessions } = await productAccess();
const { readEnvironment } = await productConfig();
const { UnitOfWork } = await productDatabase();
const { CLOCK } = await productKernel();
const environment = readEnvironment(process.env);
const app = await NestFactory.createApplicationContext(AppModule.register({ environment }), { logger: ['error'] });
const unitOfWork = app.get(UnitOfWork);
const sessions = app.get(Sessions);
const grants = app.get(AccessGrants);
const now = app.get<{ now(): Parameters<typeof knownPerson>[2] }>(CLOCK).now();
const ISSUER = 'https://bench.invalid';

async function cookieOf(
  subject: string,
  role: 'finance-viewer' | 'partner-viewer',
  partnerId?: string,
): Promise<string> {
  const identity = { issuer: ISSUER, subject, userName: subject, name: subject, email: undefined, claimedRoles: [] };
  const [known] = await unitOfWork.inSession((session) =>
    session.query<{ person: number }>('SELECT person FROM person WHERE issuer = $1 AND subject = $2', [
      ISSUER,
      subject,
    ]),
  );
  const person = known?.person ?? (await unitOfWork.inTransaction((session) => knownPerson(session, identity, now)));
  if (known === undefined && partnerId !== undefined)
    await grants.grant(person, { partnerId }, { actor: 'Binder', reason: 'For the measurement' });
  return unitOfWork.inTransaction((session) => sessions.begin(session, person, [role]));
}

const finance = await cookieOf('finance', 'finance-viewer');
const partners: string[] = [];
for (const partnerId of partnerIds) partners.push(await cookieOf(`partner-${partnerId}`, 'partner-viewer', partnerId));
await app.close();
process.stdout.write(`${JSON.stringify({ finance, partners })}\n`);
