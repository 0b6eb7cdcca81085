import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_CATALOGUE } from './built-in.js';
import { looksLikeFamily } from './family-likeness.js';

describe('a product looks like the Dynamics 365 family', () => {
  it.each([
    'Dynamics 365 Business Central Device',
    'MICROSOFT DYNAMICS CRM ONLINE PROFESSIONAL',
    'CRMSTANDARD',
    'DYN365_ENTERPRISE_TEAM_MEMBERS',
    'D365_FIELD_SERVICE_ATTACH',
    'Business-Central for firms',
  ])('by the name %s', (name) => {
    expect(looksLikeFamily(name)).toBe(true);
  });

  it.each([
    'Office 365 E3',
    'ENTERPRISEPACK',
    'Scrmb',
    'Power BI Pro',
    'Microsoft 365 Business Central-Europe'.slice(0, 22),
    '',
  ])('not by the name %j', (name) => {
    expect(looksLikeFamily(name)).toBe(false);
  });

  it('as all that is built in does', () => {
    for (const { skuPartNumber } of BUILT_IN_CATALOGUE) expect(looksLikeFamily(skuPartNumber ?? '')).toBe(true);
  });
});
