import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportFiles } from '../builders/import-folder.js';
import { removeDataFolder } from '../demo/demo-process.js';
import { SeatbackProcess, type StartedProcess } from '../commands/seatback-process.js';

/** Each command is a process of its own; the server runs throughout, as it does where vendors call. */
const work = mkdtempSync(join(tmpdir(), 'seatback-vendor-'));
const dataFolder = join(work, 'own');
const seatback = new SeatbackProcess(dataFolder);
let server: StartedProcess;
let address: string;
const run = async (...args: readonly string[]) => seatback.run(args);

beforeAll(async () => {
  server = await seatback.start(['serve'], { PORT: '0' });
  address = /http:\/\/\S+?:\d+/.exec(server.firstLine)?.[0] ?? '';
  await run('ingest', 'files', new ImportFiles().partner('1001').writeTo(join(work, 'facts')));
});
afterAll(async () => {
  await server.stop();
  removeDataFolder(dataFolder);
  rmSync(work, { recursive: true, force: true });
});

interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

/** What a vendor's own system does: client id and secret for a token. */
async function tokenStatus({ clientId, secret }: Credentials): Promise<number> {
  const answer = await fetch(`${address}/api/v1/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return answer.status;
}

describe('the vendor commands', () => {
  it('take a vendor from its registration to its end, and never show a secret twice', async () => {
    const added = await seatback.json<Credentials>([
      ...['vendor', 'add', 'acme-pay', '--name', 'Acme Pay Ltd', '--actor', 'dana'],
    ]);
    expect(await tokenStatus(added)).toBe(401);
    expect((await run('vendor', 'approve', 'acme-pay', '--actor', 'Dana')).errors).toContain('SAME_PERSON');
    const approved = await run('vendor', 'approve', 'acme-pay', '--actor', 'robin');
    expect(approved).toMatchObject({ code: 0, errors: '' });
    expect(await tokenStatus(added)).toBe(200);

    const rotated = await seatback.json<Credentials>([
      ...['vendor', 'rotate', 'acme-pay', '--overlap-hours', '0', '--actor', 'dana'],
    ]);
    expect(rotated).toMatchObject({ clientId: added.clientId });
    expect([await tokenStatus(added), await tokenStatus(rotated)]).toEqual([401, 200]);

    const sandbox = await seatback.json<{ readonly batchId: string; readonly credentials: Credentials }>([
      ...['vendor', 'sandbox', 'acme-pay', '--actor', 'dana'],
    ]);
    expect(sandbox.credentials.clientId).not.toBe(added.clientId);
    expect(await tokenStatus(sandbox.credentials)).toBe(200);

    const listed = await run('vendor', 'list');
    expect(listed).toMatchObject({ code: 0, errors: '' });
    expect(listed.said).toMatch(/acme-pay +Acme Pay Ltd +approved/);
    for (const { secret } of [added, rotated, sandbox.credentials]) expect(listed.said).not.toContain(secret);

    expect((await run('vendor', 'disable', 'acme-pay', '--reason', 'ok', '--actor', 'dana')).errors).toContain(
      'REASON_INVALID',
    );
    const ended = await run('vendor', 'disable', 'acme-pay', '--reason', 'Contract has ended', '--actor', 'dana');
    expect(ended).toMatchObject({ code: 0, errors: '' });
    expect(await tokenStatus(rotated)).toBe(401);
    expect((await run('vendor', 'approve', 'acme-pay', '--actor', 'robin')).errors).toContain('VENDOR_STATE');
    expect((await run('verify')).said).toContain('Everything adds up.');
  });

  it('say what is wrong with a vendor that is not there, and with an id that cannot be one', async () => {
    const unknown = await run('vendor', 'rotate', 'nobody', '--actor', 'dana');
    expect(unknown).toMatchObject({ code: 1, said: '' });
    expect(unknown.errors).toContain('VENDOR_UNKNOWN');
    const invalid = await run('vendor', 'add', 'Acme Pay!', '--name', 'Acme', '--actor', 'dana');
    expect(invalid.errors).toContain('VENDOR_INVALID');
  });
});

describe('the webhooks commands', () => {
  it('add, rotate, end and take up again an endpoint, and tell by their exit code that one is off', async () => {
    const added = await seatback.json<{ readonly endpoint: number; readonly secret: string }>([
      ...['webhooks', 'add', '--partner', '1001', '--url', 'https://hooks.example.com/seatback', '--actor', 'dana'],
    ]);
    expect(added.secret).toMatch(/^whsec_/);
    const endpoint = String(added.endpoint);
    const rotated = await run('webhooks', 'rotate', endpoint, '--overlap-hours', '2', '--actor', 'dana');
    expect(rotated).toMatchObject({ code: 0, errors: '' });
    expect(rotated.said).toMatch(/once: whsec_\S+\nEvents are signed with the one before, too, until 2/);
    const listed = await run('webhooks', 'list');
    expect(listed.code).toBe(0);
    expect(listed.said).toMatch(/partner 1001 +https:\/\/hooks\.example\.com\/seatback +0 +0 +0 +works/);
    expect(listed.said).not.toContain('whsec_');

    expect(await run('webhooks', 'disable', endpoint, '--reason', 'It has moved', '--actor', 'dana')).toMatchObject({
      code: 0,
    });
    const off = await run('webhooks', 'list');
    expect(off.code).toBe(2);
    expect(off.said).toContain('disabled: It has moved');
    expect(await run('webhooks', 'enable', endpoint, '--actor', 'dana')).toMatchObject({ code: 0 });
    expect((await run('webhooks', 'list')).code).toBe(0);
    expect(
      (await run('webhooks', 'replay', endpoint, '--since', '2026-01-01T00:00:00Z', '--actor', 'dana')).said,
    ).toContain('0 events are sent again');
    expect((await run('webhooks', 'send')).said).toContain('0 delivered, 0 failed.');
  });

  it.each([
    [
      ['add', '--partner', '1001', '--url', 'https://us:me@hooks.example.com/', '--actor', 'dana'],
      'WEBHOOK_URL_INVALID',
    ],
    [['add', '--partner', '9999', '--url', 'https://hooks.example.com/', '--actor', 'dana'], 'WEBHOOK_OWNER_UNKNOWN'],
    [['add', '--url', 'https://hooks.example.com/', '--actor', 'dana'], 'USAGE'],
    [['rotate', '99', '--actor', 'dana'], 'WEBHOOK_UNKNOWN'],
    [['replay', '1', '--actor', 'dana'], 'USAGE'],
  ])('refuse %j with %s', async (args, code) => {
    const refused = await run('webhooks', ...args);
    expect(refused).toMatchObject({ code: 1, said: '' });
    expect(refused.errors).toContain(code);
  });
});
