import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { UnitOfWork, Vault } from '../../database/index.js';
import { CLOCK, millisOf, plusMillis, SeatbackError, type Clock } from '../../kernel/index.js';
import { matchingSecret } from './client-secrets.js';

/** Who calls: a vendor with the credentials for its batches, or with those for samples. */
export interface VendorCaller {
  readonly vendor: string;
  readonly clientId: string;
  readonly isSandbox: boolean;
}

export interface AccessToken {
  readonly accessToken: string;
  readonly expiresInS: number;
}

/** Short, since a token cannot be taken back; a disabled vendor is refused at once all the same. */
const TOKEN_LIVES_S = 600;
const ISSUER = 'seatback';
const AUDIENCE = 'seatback-vendor-api';
const ALGORITHM = 'HS256';
const TOKEN_TYPE = 'at+jwt';

/** So many failures within so long, and nobody signs in with that client id until they are over. */
const MOST_FAILURES = 10;
const FAILURES_COUNT_FOR_MS = 15 * 60_000;

const CLIENT_ID = /^sb_(live|test)_[0-9a-f]{32}$/;
const claims = z.object({ sub: z.string(), client_id: z.string().regex(CLIENT_ID), secret: z.int().min(1) });

/** Client credentials for a token, and a token for who calls. Denies whatever it does not know. */
@Injectable()
export class VendorSignIn {
  readonly #unitOfWork: UnitOfWork;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, vault: Vault, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#vault = vault;
    this.#clock = clock;
  }

  /**
   * Source: RFC 6749, section 4.4; RFC 9068 for the form of the token.
   *
   * @throws SeatbackError VENDOR_CREDENTIALS_INVALID, TOO_MANY_TRIES
   */
  async token({ clientId, secret }: { readonly clientId: string; readonly secret: string }): Promise<AccessToken> {
    if (!CLIENT_ID.test(clientId)) throw credentialsInvalid();
    const now = this.#clock.now();
    const signedIn = await this.#unitOfWork.inTransaction(async (session) => {
      const [client] = await session.query<{ vendor: string; mayCall: boolean }>(
        `SELECT vendor, ${MAY_CALL} AS "mayCall" FROM vendor_client AS client JOIN vendor USING (vendor) WHERE client_id = $1`,
        [clientId],
      );
      // Of a client that nobody has there is no secret to be guessed; it is answered as a wrong secret is.
      const failures =
        client === undefined
          ? 0
          : (
              await session.one<{ failures: number }>(
                'SELECT count(*)::integer AS failures FROM vendor_failed_sign_in WHERE client_id = $1 AND failed_at > $2',
                [clientId, plusMillis(now, -FAILURES_COUNT_FOR_MS)],
              )
            ).failures;
      if (failures >= MOST_FAILURES) return 'too-many' as const;
      const number = await matchingSecret(session, this.#vault, { clientId, secret, at: now });
      if (client?.mayCall === true && number !== undefined) return { vendor: client.vendor, secret: number };
      if (client !== undefined)
        await session.execute('INSERT INTO vendor_failed_sign_in (client_id, failed_at) VALUES ($1, $2)', [
          clientId,
          now,
        ]);
      return 'refused' as const;
    });
    if (signedIn === 'too-many') throw tooManyTries();
    if (signedIn === 'refused') throw credentialsInvalid();
    return { accessToken: await this.#signed(clientId, signedIn), expiresInS: TOKEN_LIVES_S };
  }

  /** @throws SeatbackError VENDOR_TOKEN_INVALID for whatever is not a token of ours, in force, of a vendor that may call */
  async caller(token: string | undefined): Promise<VendorCaller> {
    if (token === undefined) throw tokenInvalid('none');
    const { jwtVerify, errors } = await import('jose');
    const now = this.#clock.now();
    const said = await jwtVerify(token, this.#signingKey(), {
      algorithms: [ALGORITHM],
      typ: TOKEN_TYPE,
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate: new Date(millisOf(now)),
      requiredClaims: ['exp', 'iat', 'sub'],
    }).then(
      ({ payload }) => claims.safeParse(payload),
      (error: unknown) => {
        if (error instanceof errors.JOSEError)
          throw tokenInvalid(error instanceof errors.JWTExpired ? 'one that has expired' : 'something else');
        throw error;
      },
    );
    if (!said.success) throw tokenInvalid('something else');
    const { sub, client_id: clientId, secret } = said.data;
    const [caller] = await this.#unitOfWork.inSession((session) =>
      session.query<VendorCaller>(
        `SELECT vendor, client_id AS "clientId", is_sandbox AS "isSandbox" FROM vendor_client AS client JOIN vendor USING (vendor)
         JOIN vendor_secret AS used USING (client_id)
         WHERE client_id = $1 AND vendor = $2 AND used.secret = $3 AND (valid_to IS NULL OR valid_to > $4) AND ${MAY_CALL}`,
        [clientId, sub, secret, now],
      ),
    );
    if (caller === undefined) throw tokenInvalid('one of a vendor or a secret that is not in force any more');
    return caller;
  }

  async #signed(clientId: string, { vendor, secret }: { readonly vendor: string; readonly secret: number }) {
    const { SignJWT } = await import('jose');
    const issuedAtS = Math.floor(millisOf(this.#clock.now()) / 1000);
    return new SignJWT({ client_id: clientId, secret })
      .setProtectedHeader({ alg: ALGORITHM, typ: TOKEN_TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(vendor)
      .setJti(randomUUID())
      .setIssuedAt(issuedAtS)
      .setExpirationTime(issuedAtS + TOKEN_LIVES_S)
      .sign(this.#signingKey());
  }

  /** Made of the key that stays through rotations, for this alone. */
  #signingKey(): Uint8Array {
    return this.#vault.fingerprint('signing key', 'vendor access tokens');
  }
}

/** Samples may be built against before anybody has approved the vendor. */
const MAY_CALL = `(disabled_at IS NULL AND (approved_at IS NOT NULL OR client.is_sandbox))`;

function credentialsInvalid(): SeatbackError {
  return new SeatbackError({
    code: 'VENDOR_CREDENTIALS_INVALID',
    expected: 'a client id and its secret, of a vendor that is approved',
    found: 'others',
    where: 'POST /api/v1/oauth/token',
    next: 'Look whether the secret was rotated; the payer issues another.',
  });
}

function tooManyTries(): SeatbackError {
  return new SeatbackError({
    code: 'TOO_MANY_TRIES',
    expected: `fewer than ${String(MOST_FAILURES)} failures in ${String(FAILURES_COUNT_FOR_MS / 60_000)} minutes`,
    found: 'as many, or more',
    where: 'POST /api/v1/oauth/token',
    next: 'Wait a quarter of an hour, and correct the secret.',
  });
}

function tokenInvalid(found: string): SeatbackError {
  return new SeatbackError({
    code: 'VENDOR_TOKEN_INVALID',
    expected: 'Authorization: Bearer and a token of POST /api/v1/oauth/token that is in force',
    found,
    where: 'the Authorization header',
    next: 'Ask for another token; one lives ten minutes.',
  });
}
