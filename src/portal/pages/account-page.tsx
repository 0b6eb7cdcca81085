import type { JSX } from 'preact';
import type { IssuedToken, ListedToken, SignedIn } from '../../access/index.js';
import { renderPage } from './layout.js';
import { At, Command, Section, Table } from './parts.js';

const ZONE = 'UTC';

/** Who is signed in, what it may do, and its tokens for the command line. */
export function accountPage(
  person: SignedIn | undefined,
  tokens: readonly ListedToken[],
  issued?: IssuedToken,
): string {
  if (person === undefined) return nobodySignsIn();
  const { actor, name, roles, partnerIds, formToken } = person;
  return renderPage({
    title: 'Your account',
    children: (
      <>
        <div class="head">
          <h1>{name ?? actor}</h1>
          <p class="under">
            On record as <span class="id">{actor}</span>, person {person.person}
          </p>
        </div>
        {issued !== undefined && <Issued issued={issued} />}
        <Section id="rights" title="What you may do">
          {roles.size === 0 ? (
            <p>Nothing yet. An administrator grants roles; tell them that you are person {person.person}.</p>
          ) : (
            <ul>
              {[...roles].toSorted().map((role) => (
                <li key={role}>{role}</li>
              ))}
            </ul>
          )}
          {partnerIds.length > 0 && (
            <>
              <p>For these partners:</p>
              <ul>
                {partnerIds.map((partnerId) => (
                  <li key={partnerId}>
                    <a href={`/partners/${encodeURIComponent(partnerId)}`}>{partnerId}</a>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Section>
        <Section id="tokens" title="Tokens for the command line">
          <Tokens tokens={tokens} formToken={formToken} />
          <form method="post" action="/account/tokens">
            <input type="hidden" name="formToken" value={formToken} />
            <button type="submit" class="alone">
              Take a token
            </button>
          </form>
        </Section>
        <form method="post" action="/sign-out">
          <input type="hidden" name="formToken" value={formToken} />
          <button type="submit" class="alone">
            Sign out
          </button>
        </form>
      </>
    ),
  });
}

function Issued({ issued: { token, expiresAt } }: { readonly issued: IssuedToken }): JSX.Element {
  return (
    <aside class="next" aria-label="Your token">
      <p>
        <strong>This is shown once.</strong> It works until <At instant={expiresAt} zone={ZONE} />, as you, on the
        machine where the command line is installed. Nobody else may have it.
      </p>
      <Command>{`export SEATBACK_TOKEN=${token}`}</Command>
    </aside>
  );
}

function Tokens({ tokens, formToken }: { readonly tokens: readonly ListedToken[]; readonly formToken: string }) {
  if (tokens.length === 0) return <p>None is in force.</p>;
  return (
    <Table
      caption="Tokens in force"
      keyOf={({ commandToken }) => String(commandToken)}
      rows={tokens}
      columns={[
        { head: 'Token', isName: true, cell: ({ commandToken }) => commandToken },
        { head: 'Taken', cell: ({ issuedAt }) => <At instant={issuedAt} zone={ZONE} /> },
        { head: 'Works until', cell: ({ expiresAt }) => <At instant={expiresAt} zone={ZONE} /> },
        {
          head: 'End',
          cell: ({ commandToken }) => (
            <form method="post" action="/account/tokens/end">
              <input type="hidden" name="formToken" value={formToken} />
              <input type="hidden" name="commandToken" value={String(commandToken)} />
              <button type="submit" class="alone">
                End token {commandToken}
              </button>
            </form>
          ),
        },
      ]}
    />
  );
}

function nobodySignsIn(): string {
  return renderPage({
    title: 'Nobody signs in here',
    children: (
      <>
        <h1>Nobody signs in here</h1>
        <p>
          No provider is set (SEATBACK_OIDC_ISSUER): whoever is on this machine may read, and changes are made on the
          command line. In production the program does not start like this.
        </p>
        <p>
          <a href="/">All campaigns</a>
        </p>
      </>
    ),
  });
}

export function signedOutPage(): string {
  return renderPage({
    title: 'Signed out',
    children: (
      <>
        <h1>You are signed out</h1>
        <p>
          Tokens for the command line go on to work until their time is over. <a href="/sign-in">Sign in again</a>
        </p>
      </>
    ),
  });
}
