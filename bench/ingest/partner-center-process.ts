import { productKernel, simulatedPartnerCenter, simulatedWorld } from '../product.ts';

/** Serves a crowd of customers until its standard input ends. Prints the address and the sign-in as one line of JSON. */
const [customers, seed] = process.argv.slice(2).map(Number);
const { generateWorld } = await simulatedWorld();
const { startPartnerCenter } = await simulatedPartnerCenter();
const { instant } = await productKernel();
const server = await startPartnerCenter(generateWorld({ seed: seed ?? 1, customers: customers ?? 1000 }), {
  startAt: instant('2019-06-30T20:00:00Z'),
});
const { baseUrl, tokenUrl, tenantId, clientId, clientSecret } = server;
process.stdout.write(`${JSON.stringify({ baseUrl, tokenUrl, tenantId, clientId, clientSecret })}\n`);
process.stdin.resume().once('end', () => void server.close());
