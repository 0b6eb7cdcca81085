/** Somebody who may sign in at the demo's provider, with what the provider tells of them. */
export interface DemoUser {
  /** Subject, user name and address in one: `dana` is dana@harbour.example. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** The provider's claim, as app roles of Entra ID come. */
  readonly roles: readonly string[];
}

/** The people of the demo: two pairs of eyes in finance, who only looks, who grants rights, and one of a partner. */
export const DEMO_USERS: readonly DemoUser[] = [
  user('dana', 'Dana Maker', 'harbour.example', ['finance-maker']),
  user('robin', 'Robin Checker', 'harbour.example', ['finance-checker']),
  user('vera', 'Vera Viewer', 'harbour.example', ['finance-viewer']),
  user('ola', 'Ola Administrator', 'harbour.example', ['administrator']),
  user('pat', 'Pat of a partner', 'partner.example', ['partner-viewer']),
];

export function user(id: string, name: string, domain: string, roles: readonly string[]): DemoUser {
  return { id, name, email: `${id}@${domain}`, roles };
}
