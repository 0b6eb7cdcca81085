import type { CalendarDate, Instant, Money } from '../../kernel/index.js';

/**
 * A payment order to a bank, as pain.001.001.09 carries it in the CGI profile (payment-file contract, sections 2 to 5).
 * The names in brackets are the elements that a field becomes. Text fields hold the sent form, already transliterated.
 */
export interface PaymentOrder {
  /** Ours, never used twice; a retried release carries the same one (`MsgId`). */
  readonly messageId: string;
  /** When the order was made (`CreDtTm`); written to the second. */
  readonly createdAt: Instant;
  readonly initiatingParty: InitiatingParty;
  /** Of the whole file (`GrpHdr/NbOfTxs`, `GrpHdr/CtrlSum`). */
  readonly totals: ControlTotals;
  readonly blocks: readonly PaymentBlock[];
}

/** Count and sum that the sender states beforehand and the bank counts again; a difference refuses the file. */
export interface ControlTotals {
  readonly count: number;
  /** Plain decimal, amounts added with no regard to currency, for example `2500.00`. */
  readonly controlSum: string;
}

/** Who sends the file (`InitgPty`): name, and the id that the bank gave. */
export interface InitiatingParty {
  readonly name: string;
  readonly id: string;
  /** CGI takes only a coded scheme: BANK where the bank made the id up, CUST where it is a customer number. */
  readonly schemeCode: InitiatingPartyScheme;
}

export type InitiatingPartyScheme = 'BANK' | 'CUST';

/** Payments from one account on one day, in one currency and of one kind (`PmtInf`). */
export interface PaymentBlock {
  /** Comes back in pain.002 and camt (`PmtInfId`). */
  readonly paymentInformationId: string;
  /** Day in the zone of the debtor's bank (`ReqdExctnDt/Dt`). */
  readonly executionDate: CalendarDate;
  readonly debtor: Party;
  readonly debtorAccount: Account;
  /** BIC of the bank that holds the debtor's account (`DbtrAgt/FinInstnId/BICFI`). */
  readonly debtorAgentBic: string;
  /** Its number in a national clearing, where the bank asks for it beside the BIC (`DbtrAgt/FinInstnId/ClrSysMmbId`). */
  readonly debtorAgentClearing?: ClearingMember;
  readonly chargeBearer: ChargeBearer;
  /** Here or on the payments, never both (`PmtTpInf`). */
  readonly paymentType?: PaymentType;
  /** One debit for the block, or one for each payment (`BtchBookg`). */
  readonly batchBooking: boolean;
  readonly totals: ControlTotals;
  /**
   * Read once by the check and once by the writer, so it must start anew each time: an array, or an object whose
   * iterator asks the database again. A spent generator gives no payments, and the writer throws over the count.
   */
  readonly payments: PaymentSource;
}

export type PaymentSource = Iterable<Payment> | AsyncIterable<Payment>;

/** DEBT: we pay all charges. SHAR: each side its own bank's. CRED: the payee pays all. SLEV: by the rules of SEPA. */
export type ChargeBearer = 'DEBT' | 'SHAR' | 'CRED' | 'SLEV';

export interface PaymentType {
  /** For example URGP for a wire, NURG, SEPA (`SvcLvl/Cd`). */
  readonly serviceLevel?: string;
  /** For example SUPP (`CtgyPurp/Cd`). */
  readonly categoryPurpose?: string;
}

/** One credit transfer to one payee (`CdtTrfTxInf`). */
export interface Payment {
  /** Between us and our bank (`PmtId/InstrId`). */
  readonly instructionId: string;
  /** Reaches the payee unchanged; one per payout line, never used again, without personal data (`PmtId/EndToEndId`). */
  readonly endToEndId: string;
  /** UUID version 4 in lower case, under which every bank on the way knows the payment (`PmtId/UETR`). */
  readonly uetr: string;
  readonly paymentType?: PaymentType;
  readonly amount: Money;
  /** Correspondent banks on the way, first to third (`IntrmyAgt1` to `IntrmyAgt3`). */
  readonly intermediaryAgents?: readonly Agent[];
  /** The payee's bank; inside SEPA the IBAN alone is enough (`CdtrAgt`). */
  readonly creditorAgent?: Agent;
  readonly creditor: Party;
  readonly creditorAccount: Account;
  /** Why the payee gets it, for example REBT (`Purp/Cd`). A regulator's code goes into `regulatoryReports`. */
  readonly purposeCode?: string;
  /** What a central bank asks to be told, at most ten (`RgltryRptg`). */
  readonly regulatoryReports?: readonly RegulatoryReport[];
  readonly remittance?: Remittance;
}

export interface Party {
  /** The name in which the account is held, not a trade name (`Nm`). */
  readonly name: string;
  readonly address: PostalAddress;
  /** Legal entity identifier (`Id/OrgId/LEI`). */
  readonly lei?: string;
}

/**
 * A postal address (`PstlAdr`): structured, or hybrid with up to two lines beside town and country. Town and country
 * are optional here only so that an address without them can be held, checked and refused.
 */
export interface PostalAddress {
  readonly department?: string;
  readonly subDepartment?: string;
  readonly street?: string;
  readonly buildingNumber?: string;
  readonly buildingName?: string;
  readonly floor?: string;
  readonly postBox?: string;
  readonly room?: string;
  readonly postCode?: string;
  readonly town?: string;
  readonly townLocation?: string;
  readonly district?: string;
  /** State or province. */
  readonly countrySubdivision?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly lines?: readonly string[];
}

/** An account by IBAN where its country has one, otherwise by the number its bank gave. */
export type Account = (IbanAccount | OtherAccount) & {
  /** ISO 4217, where the bank holds several currencies under one number (`Ccy`). */
  readonly currency?: string;
};

export interface IbanAccount {
  /** Electronic form: upper case, no blanks. */
  readonly iban: string;
  readonly other?: never;
  readonly scheme?: never;
}

export interface OtherAccount {
  readonly iban?: never;
  readonly other: string;
  /** What kind of number it is, for example BBAN (`SchmeNm/Cd`). */
  readonly scheme?: string;
}

/** A bank: by BIC, by its number in a national clearing, or by both (`FinInstnId`). */
export interface Agent {
  readonly bic?: string;
  readonly clearingMember?: ClearingMember;
  /** Only where there is no BIC. */
  readonly name?: string;
  /** Only where there is no BIC. */
  readonly address?: PostalAddress;
}

export interface ClearingMember {
  /** For example USABA (`ClrSysId/Cd`). */
  readonly system: string;
  readonly memberId: string;
}

/** Either one line of text (`Ustrd`) or a structured creditor reference by ISO 11649 (`Strd/CdtrRefInf`, SCOR). */
export type Remittance = RemittanceText | RemittanceReference;

export interface RemittanceText {
  readonly text: string;
  readonly creditorReference?: never;
}

export interface RemittanceReference {
  readonly text?: never;
  /** RF, two check digits, up to 21 letters or digits. */
  readonly creditorReference: string;
}

/** A report to a regulator; indicator and type are asked by CGI. */
export interface RegulatoryReport {
  /** Whose side it concerns: CRED payee, DEBT payer, BOTH (`DbtCdtRptgInd`). */
  readonly indicator: 'CRED' | 'DEBT' | 'BOTH';
  readonly authority?: RegulatoryAuthority;
  /** `Dtls/Tp` */
  readonly type: string;
  /** ISO 3166-1 alpha-2 (`Dtls/Ctry`). */
  readonly country?: string;
  /** The regulator's code (`Dtls/Cd`). */
  readonly code?: string;
  /** `Dtls/Inf`, 35 characters each. */
  readonly information?: readonly string[];
}

export interface RegulatoryAuthority {
  readonly name?: string;
  readonly country?: string;
}
