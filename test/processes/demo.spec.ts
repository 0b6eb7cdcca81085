import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { SeatbackProcess, type CommandRun } from '../commands/seatback-process.js';
import { describeAgainstShared, readShared } from '../shared/shared-contracts.js';
import { outcomeOf, removeDataFolder, runDemo, type DemoRun, type Outcome } from '../demo/demo-process.js';

/** The stories alone, without the crowd: every case that the rules tell apart, in a few seconds. */
const STORIES_ONLY = ['--customers', '48'];

let folder: string;
let first: DemoRun;
let afterFirst: Outcome;
let second: CommandRun;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatback-story-'));
  first = await runDemo(folder, undefined, STORIES_ONLY);
  afterFirst = await outcomeOf(folder);
  second = await new SeatbackProcess(folder).run(['demo', ...STORIES_ONLY, '--seed', '20190630']);
}, 300_000);

afterAll(() => removeDataFolder(folder));

const textOf = (run: DemoRun): string => run.lines.map(({ text }) => text).join('\n');

describe('the demo', () => {
  it('runs a whole campaign and says what finance wants to know', () => {
    expect(first).toMatchObject({ code: 0, errors: '' });
    const text = textOf(first);
    expect(text).toMatch(/Customers seen: \d+/);
    expect(text).toContain('Undecided, and what would decide it:');
    expect(text).toContain('Held, and why:');
    expect(text).toMatch(/SHA-256 +[0-9a-f]{64}, as approved/);
    expect(text.match(/^— /gm)).toHaveLength(3);
    expect(text).toMatch(/if the minimum payout were 4000 USD[\s\S]*forfeited +[1-9]/);
  });

  it('finds everything done when seatback starts it again, with all that it is told, and changes nothing', async () => {
    expect(second).toMatchObject({ code: 0, errors: '' });
    expect(second.said).toContain('Everything is released already: nothing was paid again.');
    expect(await outcomeOf(folder)).toEqual(afterFirst);
  });

  it('refuses to mix two worlds in one folder', async () => {
    const other = await runDemo(folder, undefined, [...STORIES_ONLY, '--seed', '7']);
    expect(other.code).toBe(1);
    expect(other.errors).toContain('DEMO_NEEDS_OWN_FOLDER');
  });
});

describeAgainstShared('the wire file of the demo (skipped where ../shared is missing)', () => {
  it('is valid by the official schema', () => {
    const path = /file +(\/\S+\.xml)/.exec(textOf(first))?.[1] ?? '';
    using schema = XmlDocument.fromString(readShared('contracts/iso20022/xsd/pain.001.001.09.xsd'));
    using validator = XsdValidator.fromDoc(schema);
    using file = XmlDocument.fromBuffer(readFileSync(path));
    expect(() => validator.validate(file)).not.toThrow();
  });
});
