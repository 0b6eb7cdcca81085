import type { JSX } from 'preact';
import { Money, spokenDate } from '../../../kernel/index.js';
import type { PartnerReport } from '../../reading/partner-report.js';
import { renderPage } from '../layout.js';
import { YourCustomers } from './customers.js';
import { YourMoney } from './money.js';
import { Documents, Notices } from './papers.js';
import { FinalityNote } from './standing.js';
import { ToDo } from './to-do.js';
import { partnerPath, reportPath, type View } from './view.js';

/** What a partner has earned in a campaign, what it is about to lose, and each of its customers. */
export function accrualReportPage(report: PartnerReport, view: View): string {
  const { partner, campaign } = report;
  const title = campaign.title ?? campaign.campaignId;
  const home = partnerPath(partner.partnerId);
  return renderPage({
    title: `${title}, ${partner.legalName ?? partner.partnerId}`,
    frame: view.frame(reportPath(partner.partnerId, campaign.campaignId), home),
    crumbs: [{ label: view.words.frame.home, href: view.href(home) }],
    children: (
      <>
        <ReportHead report={report} view={view} />
        <ToDo report={report} view={view} />
        <YourCustomers report={report} view={view} />
        <YourMoney report={report} view={view} />
        <Documents report={report} view={view} />
        <Notices report={report} view={view} />
        <p class="note">{view.words.zone(campaign.timeZone)}</p>
      </>
    ),
  });
}

function ReportHead({ report, view }: { readonly report: PartnerReport; readonly view: View }): JSX.Element {
  const { partner, campaign, run, earning } = report;
  const { words, said, language } = view;
  const isProvisional = run.kind === 'provisional';
  return (
    <div class="head">
      <h1>{partner.legalName ?? partner.partnerId}</h1>
      <p class="under">
        {words.inCampaign(partner.partnerId, campaign.title ?? campaign.campaignId)},{' '}
        {words.window(spokenDate(language, campaign.window.from), spokenDate(language, campaign.window.to))}
      </p>
      <FinalityNote run={run} campaign={campaign} view={view} />
      {earning === undefined ? (
        <p class="lead">{words.labels.noCustomers}</p>
      ) : (
        <>
          <p class="state">
            {isProvisional ? words.labels.wouldEarn : said.labels.earned}:{' '}
            <strong class="figure">{view.money(earning.earned, earning.currency)}</strong>{' '}
            {words.earnedWith(earning.customersQualified)}.
          </p>
          {earning.customersUndecided > 0 && (
            <p>{words.couldAdd(openAmount(report, view), earning.customersUndecided)}</p>
          )}
        </>
      )}
    </div>
  );
}

function openAmount({ earning }: PartnerReport, view: View): string | null {
  if (typeof earning?.potential !== 'string') return null;
  const { potential, earned, currency } = earning;
  return view.money(Money.of(potential, currency).minus(Money.of(earned, currency)).toString(), currency);
}
