/** Settings of a made-up distributor that pays in US dollars. The account is of the registry's example form. */
export const PAYER_SETTINGS = `# Who pays, from which account, and how the bank knows the sender (docs/settings.md).
payer:
  name: Harbour Cloud Distribution Ltd
  street: Quayside Row
  building: "12"
  postcode: BS1 4RN
  town: Bristol
  country: GB
initiatingParty:
  id: HARBOURCD01
  scheme: CUST
debtorAccount:
  iban: GB33BUKB20201555555555
  currency: USD
  bic: BUKBGB22
chargeBearer: SHAR
`;
