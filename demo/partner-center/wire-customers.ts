import type { Customer } from '../world/index.js';
import { PLACES } from '../world/places.js';
import { link } from './answer.js';

const PROFILE = { attributes: { objectType: 'CustomerCompanyProfile' } };

/** A customer as the list shows it. */
export function customerSummary({ id, name, domain }: Customer): unknown {
  return {
    id,
    companyProfile: { tenantId: id, domain, companyName: name, ...PROFILE },
    relationshipToPartner: 'reseller',
    attributes: { objectType: 'Customer' },
  };
}

/**
 * A customer read by id. `allowDelegatedAccess` is true for everyone: it says nothing of who may read the directory.
 */
export function customerRecord(customer: Customer): unknown {
  const { id, commerceId, name, domain, country, contact } = customer;
  const { culture } = PLACES[country];
  return {
    id,
    commerceId,
    companyProfile: companyProfile(customer),
    billingProfile: {
      id: commerceId,
      firstName: contact.firstName,
      lastName: contact.lastName,
      email: contact.email,
      culture,
      language: culture.slice(0, 2),
      companyName: name,
      defaultAddress: {
        country,
        city: contact.city,
        state: contact.city,
        addressLine1: contact.addressLine,
        postalCode: contact.postcode,
        firstName: contact.firstName,
        lastName: contact.lastName,
        phoneNumber: contact.phone,
      },
      links: { self: link(`/customers/${id}/profiles/billing`) },
      attributes: {
        etag: `-${String(Number.parseInt(commerceId.slice(0, 8), 16))}`,
        objectType: 'CustomerBillingProfile',
      },
    },
    relationshipToPartner: 'reseller',
    allowDelegatedAccess: true,
    customDomains: [domain],
    links: { self: link(`/customers/${id}`) },
    attributes: { objectType: 'Customer' },
  };
}

/** The profile as it is read by itself, and inside a customer. */
export function companyProfile({ id, name, domain, country, contact }: Customer): unknown {
  return {
    tenantId: id,
    domain,
    companyName: name,
    address: {
      country,
      region: contact.city,
      city: contact.city,
      addressLine1: contact.addressLine,
      postalCode: contact.postcode,
      phoneNumber: contact.phone,
    },
    email: contact.email,
    links: { self: link(`/customers/${id}/profiles/company`) },
    ...PROFILE,
  };
}
