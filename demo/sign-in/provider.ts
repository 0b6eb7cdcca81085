import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider, type Configuration } from 'oidc-provider';
import type { DemoUser } from './users.js';

export const DEMO_CLIENT_ID = 'seatback-demo';

const INTERACTION = /^\/interaction\/([\w-]+)$/;

/** An OpenID provider on loopback: real in all but that nobody is asked for a password. */
export interface DemoProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As providers do now and then: what is signed from now on is signed with another key. */
  rotateKeys(): Promise<void>;
  close(): Promise<void>;
}

/** @param port any that is free, where it is left out */
export async function startProvider(users: readonly DemoUser[], port = 0): Promise<DemoProvider> {
  const clientSecret = randomBytes(32).toString('base64url');
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const rotateKeys = async () => {
    answer = answering(new Provider(issuer, await configuration(users, clientSecret)), users);
  };
  await rotateKeys();
  return { issuer, clientId: DEMO_CLIENT_ID, clientSecret, rotateKeys, close: () => ended(server) };
}

async function configuration(users: readonly DemoUser[], clientSecret: string): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    clients: [
      {
        client_id: DEMO_CLIENT_ID,
        client_secret: clientSecret,
        // Of a native application, so that the port of the redirection may be any (RFC 8252, section 7.3).
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/sign-in/callback', 'http://localhost/sign-in/callback'],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: {
      keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: randomBytes(8).toString('hex') }],
    },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'roles'], email: ['email'] },
    // As Entra ID does: what is told of a person stands in the ID token.
    conformIdTokenClaims: false,
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => {
      const found = users.find((each) => each.id === id);
      if (found === undefined) return undefined;
      const { name, email, roles } = found;
      return {
        accountId: id,
        claims: () => ({ sub: id, name, email, preferred_username: email, roles: [...roles] }),
      };
    },
    // The demo's own program is trusted: nobody is asked whether it may know who signed in.
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client?.clientId,
        accountId: context.oidc.session?.accountId,
      });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  };
}

function answering(provider: Provider, users: readonly DemoUser[]) {
  const callback = provider.callback();
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (!INTERACTION.test(request.url ?? '')) {
      void callback(request, response);
      return;
    }
    interact(provider, users, request, response).catch(() => {
      response.writeHead(400).end('This sign-in is over. Begin again.');
    });
  };
}

async function interact(
  provider: Provider,
  users: readonly DemoUser[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    await provider.interactionDetails(request, response);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(choicePage(users));
    return;
  }
  const accountId = new URLSearchParams(await text(request)).get('user') ?? '';
  // Native applications are asked for consent each time; here the choice of who one is stands for it.
  await provider.interactionFinished(request, response, { login: { accountId }, consent: {} });
}

function choicePage(users: readonly DemoUser[]): string {
  const buttons = users.map(
    ({ id, name, roles }) =>
      `<p><button name="user" value="${id}">${name} (${roles.join(', ') || 'no role'})</button></p>`,
  );
  return `<!doctype html><html lang="en"><title>Who are you?</title><h1>Who are you?</h1>
<p>The provider of the demo asks for no password.</p><form method="post">${buttons.join('')}</form></html>`;
}

async function ended(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
