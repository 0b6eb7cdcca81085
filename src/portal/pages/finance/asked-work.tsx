import type { JSX } from 'preact';
import { calendarDate, endOfDay } from '../../../kernel/index.js';
import type { AskedWorkAnswer, AskedWorksAnswer } from '../../answers/asked-work-answers.js';
import type { CampaignHeading } from '../../reading/campaign-reading.js';
import { counted, typedAs } from '../format.js';
import { At, Badge, Section, Snapshot, Table } from '../parts.js';
import type { Tone } from '../words.js';
import { ActForm, OnTheCommandLine } from './act-form.js';
import { runHref, runsHref } from './finance-paths.js';
import { AsAtAnotherInstant } from './as-at-another-instant.js';
import { OfferedActs } from './offered-acts.js';
import type { TypedForm } from './typed-form.js';
import { roleMissingFor, type Offer, type Viewer } from './viewer.js';

type AskedAct = 'calculation' | 'restatement' | 'statements';

const HEADS: Readonly<Record<AskedAct, string>> = {
  calculation: 'Calculate',
  restatement: 'Restate',
  statements: 'Give out statements',
};

const STATES: Readonly<Record<AskedWorkAnswer['state'], { readonly says: string; readonly tone: Tone }>> = {
  asked: { says: 'Waits for a worker', tone: 'open' },
  'under-way': { says: 'Under way', tone: 'open' },
  done: { says: 'Done', tone: 'good' },
  failed: { says: 'Failed', tone: 'closed' },
};

interface Props {
  readonly asked: AskedWorksAnswer;
  readonly viewer: Viewer;
  readonly window: CampaignHeading['window'];
  readonly zone: string;
  readonly postedKnownAt: string | undefined;
  readonly typed?: TypedForm | undefined;
}

/** What takes longer than a page waits: asked for here, done by a worker, and seen here how far it is. */
export function AskedWorkSection({ asked, viewer, window, zone, postedKnownAt, typed }: Props): JSX.Element {
  const { campaignId, work } = asked;
  const endOf = (day: string) => typedAs(endOfDay(calendarDate(day), zone), zone);
  const isOpen = work.some(({ endedAt }) => endedAt === null);
  return (
    <Section
      id="actions"
      title="Calculate, restate, give out statements"
      lead="A worker (npx seatback work) does this beside all else; nothing here waits for it."
    >
      {isOpen && (
        <p>
          <a href={runsHref(campaignId)}>Look again how far it is</a>
        </p>
      )}
      {work.length > 0 && <Work work={work} zone={zone} />}
      {viewer === undefined ? (
        <OnTheCommandLine
          commands={[
            `npx seatback calculate ${campaignId} --out ./out`,
            `npx seatback calculate ${campaignId} --snapshot ${endOf(window.from)} --known-at ${endOf(window.to)} --out ./out`,
            `npx seatback restate ${campaignId}`,
            `npx seatback statement all --campaign ${campaignId} --out ./statements`,
          ]}
        />
      ) : (
        <OfferedActs
          offers={askedOffers(asked, viewer)}
          heads={HEADS}
          whyNothing=""
          formOf={(act) => (
            <ActForm action={`/campaigns/${campaignId}/${act}`} formToken={viewer.formToken} button={BUTTONS[act]}>
              <p>{MEANINGS[act]}</p>
            </ActForm>
          )}
        />
      )}
      {viewer !== undefined && (
        <AsAtAnotherInstant
          asked={asked}
          viewer={viewer}
          typed={typed}
          window={window}
          zone={zone}
          postedKnownAt={postedKnownAt}
        />
      )}
    </Section>
  );
}

const BUTTONS: Readonly<Record<AskedAct, string>> = {
  calculation: 'Calculate with what is known now',
  restatement: 'Restate by what is known now',
  statements: 'Give out statements to all partners',
};

const MEANINGS: Readonly<Record<AskedAct, string>> = {
  calculation:
    'Applies the rules of the campaign file to all that is known. While the window is open it is an estimate, as if the campaign ended now. Posts nothing.',
  restatement:
    'Calculates the posted campaign anew and says what changed and why, cause by cause, or that nothing did. Posts nothing.',
  statements:
    'Puts a statement of the posted run on record for each partner, in its language. Where nothing has happened since the last one, it is the same edition.',
};

/** What can be asked for now, or why not. */
export function askedOffers({ posted, work }: AskedWorksAnswer, viewer: NonNullable<Viewer>): Offer<AskedAct>[] {
  const offer = (act: AskedAct, hindrance: string | undefined): Offer<AskedAct> => {
    const open = work.find(
      ({ kind, endedAt, snapshotAt, knownAt }) =>
        kind === act && endedAt === null && snapshotAt === null && knownAt === null,
    );
    return {
      act,
      notBecause:
        open === undefined
          ? (hindrance ?? roleMissingFor(act, viewer))
          : `${open.askedBy} asked for it: ${STATES[open.state].says.toLowerCase()}.`,
    };
  };
  const notPosted = 'Not yet: first the official run is posted.';
  return [
    offer(
      'calculation',
      posted === null ? undefined : `Run ${String(posted)} is posted: what became known since is restated.`,
    ),
    offer('restatement', posted === null ? notPosted : undefined),
    offer('statements', posted === null ? notPosted : undefined),
  ];
}

function Work({ work, zone }: { readonly work: readonly AskedWorkAnswer[]; readonly zone: string }): JSX.Element {
  return (
    <Table
      caption="What was asked for, the latest first"
      keyOf={({ asked }) => asked}
      isFaint={({ state }) => state === 'failed'}
      rows={work}
      columns={[
        { head: 'What', isName: true, cell: (each) => <What work={each} zone={zone} /> },
        { head: 'State', cell: ({ state }) => <Badge {...STATES[state]} /> },
        {
          head: 'Asked',
          cell: ({ askedBy, askedAt }) => (
            <>
              <At instant={askedAt} zone={zone} /> by {askedBy}
            </>
          ),
        },
        { head: 'Came of it', cell: (each) => <CameOf work={each} zone={zone} /> },
      ]}
    />
  );
}

function What({ work, zone }: { readonly work: AskedWorkAnswer; readonly zone: string }): JSX.Element {
  const { kind, snapshotAt, knownAt } = work;
  return (
    <>
      {HEADS[kind]}
      {snapshotAt !== null && (
        <>
          , with the seats at <Snapshot at={snapshotAt} zone={zone} />
        </>
      )}
      {knownAt !== null && (
        <>
          , as known at <At instant={knownAt} zone={zone} />
        </>
      )}
    </>
  );
}

function CameOf({ work, zone }: { readonly work: AskedWorkAnswer; readonly zone: string }): JSX.Element {
  const { kind, state, campaignId, run, progress, failure, endedAt } = work;
  if (failure !== null)
    return (
      <>
        Expected {failure.expected}; found {failure.found}. {failure.next} <code>{failure.code}</code>
      </>
    );
  const far = counted(progress, kind === 'statements' ? 'statement' : 'customer');
  if (state !== 'done' || endedAt === null) return <>{state === 'asked' ? 'nothing yet' : `${far} so far`}</>;
  return (
    <>
      {kind === 'statements' ? (
        far
      ) : run === null ? (
        'Nothing to restate'
      ) : (
        <a href={runHref(campaignId, run)}>Run {run}</a>
      )}
      , <At instant={endedAt} zone={zone} />
    </>
  );
}
