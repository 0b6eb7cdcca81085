import type { Campaign } from '../../../campaigns/index.js';
import type { KnownPartner, PartnersCampaign } from '../../reading/partner-report.js';
import { spokenDate } from '../../../kernel/index.js';
import { renderPage } from '../layout.js';
import { Offers } from './entries/offers.js';
import { FinalityBadge } from './standing.js';
import { partnerPath, reportPath, type View } from './view.js';

/** All campaigns that count a customer of the partner. */
export function campaignsOfPartnerPage(
  {
    partner,
    campaigns,
    offers,
  }: {
    readonly partner: KnownPartner;
    readonly campaigns: readonly PartnersCampaign[];
    /** Those that ask for a registration or claims. */
    readonly offers: readonly Campaign[];
  },
  view: View,
): string {
  const { labels } = view.words;
  const path = partnerPath(partner.partnerId);
  return renderPage({
    title: labels.yourCampaigns,
    frame: view.frame(path, path),
    children: (
      <>
        <div class="head">
          <h1>{labels.yourCampaigns}</h1>
          <p class="under">
            {partner.legalName ?? partner.partnerId}, {view.said.labels.partnerId}{' '}
            <span class="id">{partner.partnerId}</span>
          </p>
        </div>
        {campaigns.length === 0 && <p class="lead">{labels.noCampaigns}</p>}
        <ul class="cards">
          {campaigns.map(({ campaign, run, earned, currency }) => (
            <li key={campaign.campaignId} class="card">
              <h2>
                <a href={view.href(reportPath(partner.partnerId, campaign.campaignId))}>
                  {campaign.title ?? campaign.campaignId}
                </a>
              </h2>
              <p class="under">
                {view.words.window(
                  spokenDate(view.language, campaign.window.from),
                  spokenDate(view.language, campaign.window.to),
                )}
              </p>
              <p class="state">
                <FinalityBadge run={run} view={view} /> <strong class="figure">{view.money(earned, currency)}</strong>{' '}
                {run.kind === 'provisional' ? labels.wouldEarn : view.said.labels.earned}
              </p>
            </li>
          ))}
        </ul>
        {offers.length > 0 && <Offers partnerId={partner.partnerId} offers={offers} view={view} />}
      </>
    ),
  });
}
