import { isCountry } from '../account-checks/index.js';
import { checkText } from './check-text.js';
import { at, quoted, type Report } from './finding.js';
import type { RegulatoryReport } from './payment-order.js';
import { describeSchemaType, fitsSchemaType, MAX_REGULATORY_REPORTS } from './schema-types.js';

/**
 * Checks reports to regulators. CGI asks for indicator and type in each; what the codes mean is the regulator's matter.
 * Source: payment-file contract section 3, `RgltryRptg`.
 */
export function checkRegulatoryReports(report: Report, path: string, reports: readonly RegulatoryReport[]): void {
  if (reports.length > MAX_REGULATORY_REPORTS) {
    report('TOO_MANY_REGULATORY_REPORTS', path, `at most ${String(MAX_REGULATORY_REPORTS)}`, String(reports.length));
  }
  for (const [index, one] of reports.entries()) checkOne(report, at(path, index), one);
}

function checkOne(
  report: Report,
  path: string,
  { indicator, type, authority, country, code, information = [] }: RegulatoryReport,
): void {
  if (!fitsSchemaType('RegulatoryReportingType1Code', indicator)) {
    const expected = describeSchemaType('RegulatoryReportingType1Code');
    report('REGULATORY_REPORT_INDICATOR', at(path, 'indicator'), expected, quoted(indicator));
  }
  checkText(report, at(path, 'type'), type, 'Max35Text');
  if (authority !== undefined) {
    const { name, country: authorityCountry } = authority;
    if (name === undefined && authorityCountry === undefined) {
      report('VALUE_MISSING', at(path, 'authority'), 'a name or a country', 'neither');
    }
    if (name !== undefined) checkText(report, at(path, 'authority.name'), name, 'Max140Text');
    checkCountry(report, at(path, 'authority.country'), authorityCountry);
  }
  checkCountry(report, at(path, 'country'), country);
  if (code !== undefined) checkText(report, at(path, 'code'), code, 'Max10Text');
  for (const [index, line] of information.entries()) {
    checkText(report, at(at(path, 'information'), index), line, 'Max35Text');
  }
}

function checkCountry(report: Report, path: string, country: string | undefined): void {
  if (country === undefined || isCountry(country)) return;
  report('ADDRESS_COUNTRY_UNKNOWN', path, 'a country code of ISO 3166', quoted(country));
}
