import type { CampaignTerms } from '../../campaigns/index.js';
import { compareCodePoints, type Instant } from '../../kernel/index.js';
import { rewardCurrency } from '../../campaigns/index.js';
import type { CaseGround, PartnerGround } from '../explanation/case-ground.js';
import type { CasePartner } from '../determine.js';
import type { OpenQuestion, Seen, Standing } from '../rules/index.js';
import type { StagedDetermination } from '../runs/settle-partner.js';
import type { ProofFacts } from './proof-schema.js';

type PartnerOfCase = ProofFacts['partners'][number];
type OtherCustomer = PartnerOfCase['others'][number];

/**
 * The ground of a case as a proof holds it: keys of the database are replaced by ids.
 *
 * @param sellerIds ids of all sellers that the facts name, by key
 */
export function factsOf(ground: CaseGround, sellerIds: ReadonlyMap<number, string>): ProofFacts {
  const { customerCase, run, refusedOn } = ground;
  const { customer, seats, comparedSeats } = customerCase;
  const sellerOf = (key: number) => sellerIds.get(key) ?? null;
  return {
    run: { ...run, billingStretches: run.billingStretches.map(({ from, to }) => ({ from, to })) },
    customer: { ...customer },
    refusedOn,
    seats: {
      assigned:
        seats.assigned === null
          ? null
          : seats.assigned.map(({ skuKey, seats: count, isEligible }) => ({ skuKey, seats: count, isEligible })),
      billed:
        seats.billed === null
          ? null
          : seats.billed.map((each) => ({ skuKey: each.skuKey, seller: sellerOf(each.partnerKey), seats: each.seats })),
    },
    comparedSeats:
      comparedSeats === null
        ? null
        : {
            together: comparedSeats.together,
            bySeller: [...comparedSeats.bySeller].map(([key, count]) => ({ seller: sellerOf(key), seats: count })),
          },
    partners: customerCase.partners.map((partner) =>
      partnerOfProof(
        partner,
        ground.partners.find(({ partnerKey }) => partnerKey === partner.partnerKey),
      ),
    ),
  };
}

function partnerOfProof(partner: CasePartner, ground: PartnerGround | undefined): PartnerOfCase {
  const { firstStart, licenceTypes, productOfSku, revenue, claim, decisions = [] } = partner;
  return {
    facts: { ...partner.partner, standings: partner.partner.standings.flatMap(standingOfProof) },
    name: ground?.partnerName ?? null,
    firstStart,
    licenceTypes: [...licenceTypes],
    productOfSku: [...productOfSku].map(([skuKey, product]) => ({ skuKey, product })),
    revenue: revenue === null ? null : { ...revenue, byProduct: revenue.byProduct.map((each) => ({ ...each })) },
    claim: claim === null ? null : { claimId: claim.claimId, receivedOn: claim.receivedOn },
    decisions: decisions.map(({ ground: asked, ...decision }) => ({
      ...decision,
      ground: asked === null ? null : { ...asked, open: asked.open.map(questionOfProof) },
    })),
    others: (ground?.others ?? []).map(otherOfProof),
    allotted: ground?.allotted ?? null,
    company: (ground?.company ?? []).map((each) => ({ ...each })),
    companyExact: ground?.companyExact ?? null,
  };
}

function questionOfProof({ required, ...question }: OpenQuestion) {
  return { ...question, required: isWords(required) ? [...required] : required };
}

function isWords(seen: Seen): seen is readonly string[] {
  return Array.isArray(seen);
}

/** Onboarding is a matter of being paid. */
const standingOfProof = ({ kind, name, level, validFrom, validTo }: Standing) =>
  kind === 'onboarding' ? [] : [{ kind, name, level, validFrom, validTo }];

function otherOfProof(row: StagedDetermination): OtherCustomer {
  const {
    partnerKey: _partner,
    customerKey: _customer,
    partnerId: _id,
    reward: _reward,
    currency: _currency,
    ...rest
  } = row;
  return { ...rest, countedParts: (row.countedParts ?? []).map((part) => ({ ...part })) };
}

/** The ground that facts of a proof describe. Keys are given anew, by partner id: only that they differ plays a part. */
export function groundOf(
  facts: ProofFacts,
  campaign: { readonly campaignId: string; readonly terms: CampaignTerms; readonly snapshotAt: Instant },
): CaseGround {
  const keys = keysOf(facts);
  const keyOf = (seller: string | null) => (seller === null ? 0 : (keys.get(seller) ?? 0));
  const currency = rewardCurrency(campaign.terms).code;
  const { seats, comparedSeats } = facts;
  const ground = {
    ...campaign,
    run: facts.run,
    refusedOn: facts.refusedOn,
    customerCase: {
      customerKey: 1,
      customer: facts.customer,
      seats: {
        assigned: seats.assigned,
        billed:
          seats.billed?.map(({ skuKey, seller, seats: count }) => ({
            skuKey,
            partnerKey: keyOf(seller),
            seats: count,
          })) ?? null,
      },
      comparedSeats:
        comparedSeats === null
          ? null
          : {
              together: comparedSeats.together,
              bySeller: new Map(comparedSeats.bySeller.map(({ seller, seats: count }) => [keyOf(seller), count])),
            },
      partners: facts.partners.map((partner) => ({
        partnerKey: keyOf(partner.facts.partnerId),
        partner: partner.facts,
        firstStart: partner.firstStart,
        licenceTypes: partner.licenceTypes,
        productOfSku: new Map(partner.productOfSku.map(({ skuKey, product }) => [skuKey, product])),
        revenue: partner.revenue,
        claim: partner.claim,
        decisions: partner.decisions,
      })),
    },
    partners: facts.partners.map((partner) => ({
      partnerKey: keyOf(partner.facts.partnerId),
      partnerName: partner.name,
      others: partner.others.map((row, index) => ({
        ...row,
        partnerKey: keyOf(partner.facts.partnerId),
        partnerId: partner.facts.partnerId,
        customerKey: index + 2,
        reward: '0',
        currency,
      })),
      allotted: partner.allotted,
      company: partner.company,
      companyExact: partner.companyExact,
    })),
  };
  // Days and instants were checked by the schema; their brands are not part of JSON.
  return ground as unknown as CaseGround;
}

function keysOf({ partners, seats, comparedSeats }: ProofFacts): Map<string, number> {
  const sellers = [
    ...partners.map(({ facts: { partnerId } }) => partnerId),
    ...(seats.billed ?? []).map(({ seller }) => seller),
    ...(comparedSeats?.bySeller ?? []).map(({ seller }) => seller),
  ].filter((seller) => seller !== null);
  return new Map([...new Set(sellers)].sort(compareCodePoints).map((seller, index) => [seller, index + 1]));
}
