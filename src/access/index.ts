export { AccessModule } from './access.module.js';
export { checkAccess } from './check-access.js';
export { sightOf, type PartnerScope, type Person } from './caller.js';
export { CommandTokens, type IssuedToken, type ListedToken } from './command-tokens.js';
export { AccessGrants, roleOf, type ListedPerson, type Right } from './grants.js';
export { isPartnerRole, ROLES, type Role } from './roles.js';
export { knownPerson } from './people.js';
export { SESSION_IDLE_MS, SESSION_LIVES_MS, Sessions, type SignedIn } from './sessions.js';
export { SIGN_IN_TAKES_MS, SignIn } from './sign-in.js';
