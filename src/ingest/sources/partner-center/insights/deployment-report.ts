import type { CalendarDate } from '../../../../kernel/index.js';
import type { AnswerSource } from '../answers.js';
import { endless, PAGES_AT_MOST } from '../paging.js';
import { lastDayOf } from './usage-report.js';
import { deploymentsPage, type WireDeployment } from './wire.js';

const ROWS_A_PAGE = 10_000;
const DYNAMICS = 'crm';

/**
 * Licences deployed of Dynamics 365 as of the last day of a month, page by page (contract of Partner Center, section 7).
 * Rows processed in another month say nothing of this one's end and are left out.
 *
 * @throws PartnerCenterError
 */
export async function* readDeployments(
  answers: AnswerSource,
  baseUrl: string,
  month: CalendarDate,
): AsyncGenerator<WireDeployment, void> {
  const report = `/partner/v1/analytics/commercial/deployment/license?processedDateTime=${lastDayOf(month)}`;
  const path = `${baseUrl}${report}`;
  for (let page = 0; page < PAGES_AT_MOST; page += 1) {
    const { value: rows } = await answers.read(
      {
        name: `${report} page ${String(page + 1)}`,
        path: `${path}&top=${String(ROWS_A_PAGE)}&skip=${String(page * ROWS_A_PAGE)}`,
      },
      deploymentsPage,
    );
    for (const row of rows) {
      const isOfMonth = row.processedDateTime?.slice(0, 7) === month.slice(0, 7);
      if (isOfMonth && row.serviceCode?.toLowerCase() === DYNAMICS) yield row;
    }
    if (rows.length < ROWS_A_PAGE) return;
  }
  throw endless(path);
}
