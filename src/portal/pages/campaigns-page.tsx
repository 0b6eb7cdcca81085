import type { JSX } from 'preact';
import type { CampaignsAnswer } from '../answers/campaign-answers.js';
import { money, spokenWindow } from './format.js';
import { renderPage } from './layout.js';
import { Badge, CannotBeRead, Command } from './parts.js';
import { RUN_STATES } from './words.js';

type Listed = CampaignsAnswer['campaigns'][number];

/** @param folder where campaign files are looked for, for the one who has none */
export function campaignsPage({ campaigns }: CampaignsAnswer, folder: string): string {
  return renderPage({
    title: 'Campaigns',
    api: '/api/v1/campaigns',
    children: (
      <>
        <h1>Campaigns</h1>
        {campaigns.length === 0 ? (
          <NoCampaign folder={folder} />
        ) : (
          <ul class="cards">
            {campaigns.map((campaign) => (
              <ListedCampaign key={campaign.campaignId} campaign={campaign} />
            ))}
          </ul>
        )}
      </>
    ),
  });
}

function ListedCampaign({ campaign }: { readonly campaign: Listed }): JSX.Element {
  const { campaignId, title, version, window, run, failure } = campaign;
  return (
    <li class="card">
      <h2>
        {failure !== null && run === null ? campaignId : <a href={`/campaigns/${campaignId}`}>{title ?? campaignId}</a>}
      </h2>
      <p class="under">
        {window !== null && `${spokenWindow(window)} · `}
        <code>{campaignId}</code>
        {version !== null && ` · version ${String(version)}`}
      </p>
      {failure !== null && <CannotBeRead failure={failure} />}
      <p class="state">{run === null ? <Badge says="No run yet" tone="plain" /> : <RunLine run={run} />}</p>
    </li>
  );
}

function RunLine({ run }: { readonly run: NonNullable<Listed['run']> }): JSX.Element {
  const isOfficial = run.kind === 'official';
  return (
    <>
      <Badge {...(isOfficial ? RUN_STATES[run.state] : { says: 'Provisional', tone: 'open' })} />{' '}
      <strong class="figure">{money(run.earned, run.currency)}</strong>{' '}
      {isOfficial ? `earned by run ${String(run.run)}` : `if it had ended at the snapshot of run ${String(run.run)}`}
    </>
  );
}

function NoCampaign({ folder }: { readonly folder: string }): JSX.Element {
  return (
    <>
      <p class="lead">There is no campaign yet. A campaign is one YAML file that states its terms.</p>
      <aside class="next" aria-label="What to do">
        <p>
          Put the file into <code>{folder}</code>, or let SEATBACK_CAMPAIGNS name another folder; then check it:
        </p>
        <Command>npx seatback campaigns check</Command>
        <p>Or see a whole campaign happen on made-up facts:</p>
        <Command>npm run demo</Command>
      </aside>
    </>
  );
}
