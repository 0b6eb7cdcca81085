import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import axios from 'axios';
import type { Page, SignIn } from './bench-pull.ts';

/** Fetches the pages that a pull asked for, so many at once, and throws them away. */
const signIn = JSON.parse(process.argv[2] ?? '{}') as SignIn;
const pages = JSON.parse(readFileSync(process.argv[3] ?? '', 'utf8')) as Page[];
const atOnce = Number(process.argv[4]);

const client = axios.create({ httpAgent: new Agent({ keepAlive: true, maxSockets: atOnce }) });
const startedMs = performance.now();
const token = await client.post<{ readonly access_token: string }>(
  signIn.tokenUrl,
  new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: signIn.clientId,
    client_secret: signIn.clientSecret,
    scope: 'https://api.partnercenter.microsoft.com/.default',
  }),
);
const authorization = `Bearer ${token.data.access_token}`;
let refused = 0;
const waiting = pages.values();
const worker = async (): Promise<void> => {
  for (const { path, continuation } of waiting) {
    const { status } = await client.get<unknown>(`${signIn.baseUrl}${path}`, {
      headers: { authorization, ...(continuation === undefined ? {} : { 'MS-ContinuationToken': continuation }) },
      validateStatus: () => true,
    });
    // The world has customers that refuse or fail, and a pull asks them again: those calls are among the pages.
    if (status === 401) throw new Error(`${path} was answered with ${String(status)}.`);
    if (status >= 400) refused += 1;
  }
};
await Promise.all(Array.from({ length: atOnce }, worker));
process.stdout.write(
  `${JSON.stringify({ seconds: (performance.now() - startedMs) / 1000, pages: pages.length, refused })}\n`,
);
