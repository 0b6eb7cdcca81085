import type { JSX } from 'preact';
import type { CampaignHeading } from '../../reading/campaign-reading.js';
import { ITEMS_ON_A_PAGE, type WorkList, type WorkRequest } from '../../reading/work-reading.js';
import { WORK_KINDS, type WorkItem, type WorkKind } from '../../reading/work-item.js';
import { grouped } from '../format.js';
import { renderPage } from '../layout.js';
import { At, Badge, Section, Snapshot, Table } from '../parts.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import { Refused } from '../finance/refused.js';
import type { TypedForm } from '../finance/typed-form.js';
import { Acting, About, since, Worth } from './work-cells.js';
import { workListHref } from './work-paths.js';

export interface WorkPageProps {
  readonly campaign: CampaignHeading;
  readonly work: WorkList;
  /** Undefined where the reader only reads. */
  readonly formToken: string | undefined;
  /** Where the page of the list begins. */
  readonly cursor?: string | undefined;
  readonly done?: {
    readonly decided: number | undefined;
    readonly answered: number | undefined;
    readonly accepted: number | undefined;
  };
  /** Of the form that was just sent, where it was refused, with what was typed into it. */
  readonly problem?: ProblemAnswer | undefined;
  readonly typed?: TypedForm | undefined;
}

const KINDS: Readonly<Record<WorkKind, string>> = {
  question: 'Questions',
  claim: 'Claims',
  'payee-name': 'Names of payees',
  undecided: 'Undecided',
};

/** What waits for a person in a campaign, in the order in which it is due. */
export function workPage(props: WorkPageProps): string {
  const { campaign, work, done, problem } = props;
  const { campaignId, title } = campaign;
  return renderPage({
    title: `${problem === undefined ? '' : 'Not done: '}Work list of ${title ?? campaignId}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: title ?? campaignId, href: `/campaigns/${campaignId}` },
    ],
    children: (
      <>
        {problem !== undefined && <Refused problem={problem} />}
        <Unplaced {...props} />
        <div class="head">
          <h1>Work list</h1>
          <p class="under">
            What only a person can decide or answer, by when it is due.{' '}
            {work.run === null
              ? 'Nothing has been calculated yet, so nobody is undecided.'
              : `Undecided customers are those of run ${String(work.run)}, looked at by what is known now.`}
          </p>
        </div>
        {done !== undefined && <Done {...done} />}
        <Kinds campaignId={campaignId} work={work} />
        <Section
          id="work"
          title={work.asked.kind === undefined ? 'All that waits' : KINDS[work.asked.kind]}
          lead={work.items.length === 0 ? 'Nothing waits for a person here.' : undefined}
        >
          {work.items.length > 0 && <Items {...props} />}
          {work.nextCursor !== null && (
            <p>
              <a href={workHref(campaignId, { ...work.asked, cursor: work.nextCursor })}>What is due after these</a>
            </p>
          )}
        </Section>
      </>
    ),
  });
}

function workHref(campaignId: string, { kind, cursor, limit }: Partial<WorkRequest>): string {
  const parameters = new URLSearchParams({
    ...(kind === undefined ? {} : { kind }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(limit === undefined || limit === ITEMS_ON_A_PAGE ? {} : { limit: String(limit) }),
  });
  return `${workListHref(campaignId)}${parameters.size === 0 ? '' : `?${parameters.toString()}`}`;
}

/** What somebody wrote into a form that stands here no more, because it was decided or answered meanwhile. */
function Unplaced({ work, typed, formToken }: WorkPageProps): JSX.Element | null {
  const text = typed?.fields['reason'] ?? typed?.fields['answer'];
  if (typed === undefined || text === undefined || text === '') return null;
  const isPlaced = work.items.some((item) => hasForm(item, typed, formToken));
  return isPlaced ? null : (
    <aside class="next" aria-label="What you wrote">
      <p>What you wrote:</p>
      <p class="said">{text}</p>
    </aside>
  );
}

function hasForm(item: WorkItem, { action, fields }: TypedForm, formToken: string | undefined): boolean {
  if (formToken === undefined) return false;
  if (item.kind === 'question') return action.endsWith(`/questions/${String(item.question.question)}/answer`);
  if (item.kind === 'claim') {
    const isOf = ({ document }: { readonly document: number }) => fields['document'] === String(document);
    return action.endsWith('/proofs') && item.claim.proofs.some(isOf);
  }
  if (item.kind !== 'undecided') return false;
  const { partnerId, customerId, open } = item.customer;
  const isDecidable = open.some(({ countableAs }) => countableAs.length > 0);
  return isDecidable && fields['partner'] === partnerId && fields['customer'] === customerId;
}

/** What the form that led here did. */
function Done({ decided, answered, accepted }: NonNullable<WorkPageProps['done']>): JSX.Element | null {
  if (decided === undefined && answered === undefined && accepted === undefined) return null;
  return (
    <div class="next" role="status">
      {decided !== undefined && (
        <p>Decision {decided} is on record. It counts from the next calculation on; restate what is posted already.</p>
      )}
      {answered !== undefined && <p>Question {answered} is answered, and the partner is told that it is.</p>}
      {accepted !== undefined && (
        <p>
          Document {accepted} is a proof of performance. It counts from the next calculation on; restate what is posted
          already.
        </p>
      )}
    </div>
  );
}

function Kinds({ campaignId, work }: { readonly campaignId: string; readonly work: WorkList }): JSX.Element {
  const all = WORK_KINDS.reduce((sum, kind) => sum + work.counts[kind], 0);
  const links = [
    { kind: undefined, label: 'All', count: all },
    ...WORK_KINDS.map((kind) => ({ kind, label: KINDS[kind], count: work.counts[kind] })),
  ];
  return (
    <nav aria-label="Kinds of work">
      <ul class="inline kinds">
        {links.map(({ kind, label, count }) => (
          <li key={label}>
            <a
              href={workHref(campaignId, { ...work.asked, kind })}
              aria-current={work.asked.kind === kind ? 'true' : undefined}
            >
              {label} ({grouped(count)})
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Items(props: WorkPageProps): JSX.Element {
  const { work, campaign, cursor, typed, formToken } = props;
  const { timeZone, now } = work;
  const from = { kind: work.asked.kind, cursor };
  return (
    <Table
      caption="What waits for a person"
      kind="work"
      keyOf={({ place }) => place}
      rows={work.items}
      columns={[
        { head: 'Due', cell: ({ dueAt }) => <Due item={{ dueAt }} now={now} zone={timeZone} /> },
        { head: 'What', isName: true, cell: (item) => <About item={item} campaignId={campaign.campaignId} /> },
        { head: 'Since', cell: (item) => <At instant={since(item)} zone={timeZone} /> },
        { head: 'Worth', isNumber: true, cell: (item) => <Worth item={item} stake={work.stake} /> },
        {
          head: 'What to do',
          cell: (item) => (
            <Acting item={item} campaignId={campaign.campaignId} from={from} typed={typed} formToken={formToken} />
          ),
        },
      ]}
    />
  );
}

function Due({
  item: { dueAt },
  now,
  zone,
}: {
  readonly item: Pick<WorkItem, 'dueAt'>;
  readonly now: string;
  readonly zone: string;
}): JSX.Element {
  return (
    <>
      <Snapshot at={dueAt} zone={zone} /> {now >= dueAt && <Badge says="Late" tone="open" />}
    </>
  );
}
