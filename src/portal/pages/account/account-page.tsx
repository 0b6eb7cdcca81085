import type { JSX } from 'preact';
import type { IssuedToken, ListedToken, SignedIn } from '../../../access/index.js';
import { renderPage } from '../layout.js';
import { Command, Section, Table } from '../parts.js';
import { partnerPath, type View } from '../partner/view.js';
import { accountWords } from './account-words.js';

const ZONE = 'UTC';
const ACCOUNT = '/account';

export interface AccountPage {
  readonly person: SignedIn;
  readonly tokens: readonly ListedToken[];
  readonly view: View;
  /** Shown this once. */
  readonly issued?: IssuedToken | undefined;
}

/** Who is signed in, what it may do, and its tokens for the command line. */
export function accountPage({ person, tokens, view, issued }: AccountPage): string {
  const { actor, name, roles, partnerIds, formToken } = person;
  const words = accountWords(view.language);
  const [partner] = partnerIds;
  return renderPage({
    title: words.title,
    frame: view.frame(ACCOUNT, partner === undefined ? '/' : partnerPath(partner)),
    children: (
      <>
        <div class="head">
          <h1>{name ?? actor}</h1>
          <p class="under">{words.onRecord(<span class="id">{actor}</span>, person.person)}</p>
        </div>
        {issued !== undefined && <Issued issued={issued} view={view} />}
        <Section id="rights" title={words.rights}>
          {roles.size === 0 ? (
            <p>{words.noRights(person.person)}</p>
          ) : (
            <ul>
              {[...roles].toSorted().map((role) => (
                <li key={role}>
                  <code>{role}</code>: {words.roles[role]}
                </li>
              ))}
            </ul>
          )}
          {partnerIds.length > 0 && (
            <>
              <p>{words.partners}</p>
              <ul>
                {partnerIds.map((partnerId) => (
                  <li key={partnerId}>
                    <a href={view.href(partnerPath(partnerId))}>{partnerId}</a>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Section>
        <Section id="tokens" title={words.tokens}>
          <Tokens tokens={tokens} formToken={formToken} view={view} />
          <form method="post" action={view.href(`${ACCOUNT}/tokens`)}>
            <input type="hidden" name="formToken" value={formToken} />
            <button type="submit" class="alone">
              {words.takeToken}
            </button>
          </form>
        </Section>
        <form method="post" action="/sign-out">
          <input type="hidden" name="formToken" value={formToken} />
          <button type="submit" class="alone">
            {words.signOut}
          </button>
        </form>
      </>
    ),
  });
}

function Issued({
  issued: { token, expiresAt },
  view,
}: {
  readonly issued: IssuedToken;
  readonly view: View;
}): JSX.Element {
  const words = accountWords(view.language);
  return (
    <aside class="next" aria-label={words.issued}>
      <p>
        <strong>{words.shownOnce}</strong>
        {words.worksUntil(view.moment(expiresAt, ZONE))}
      </p>
      <Command>{`export SEATBACK_TOKEN=${token}`}</Command>
    </aside>
  );
}

function Tokens({
  tokens,
  formToken,
  view,
}: {
  readonly tokens: readonly ListedToken[];
  readonly formToken: string;
  readonly view: View;
}): JSX.Element {
  const words = accountWords(view.language);
  if (tokens.length === 0) return <p>{words.noToken}</p>;
  return (
    <Table
      caption={words.inForce}
      keyOf={({ commandToken }) => String(commandToken)}
      rows={tokens}
      columns={[
        { head: words.token, isName: true, cell: ({ commandToken }) => commandToken },
        { head: words.taken, cell: ({ issuedAt }) => view.moment(issuedAt, ZONE) },
        { head: words.until, cell: ({ expiresAt }) => view.moment(expiresAt, ZONE) },
        {
          head: words.end,
          cell: ({ commandToken }) => (
            <form method="post" action={view.href(`${ACCOUNT}/tokens/end`)}>
              <input type="hidden" name="formToken" value={formToken} />
              <input type="hidden" name="commandToken" value={String(commandToken)} />
              <button type="submit" class="alone">
                {words.endToken(commandToken)}
              </button>
            </form>
          ),
        },
      ]}
    />
  );
}

export function nobodySignsInPage(): string {
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

export function signedOutPage(view: View): string {
  const words = accountWords(view.language);
  return renderPage({
    title: words.signedOutTitle,
    frame: view.frame('/signed-out', '/'),
    children: (
      <>
        <h1>{words.signedOut}</h1>
        <p>
          {words.tokensGoOn} <a href="/sign-in">{words.signInAgain}</a>
        </p>
      </>
    ),
  });
}
