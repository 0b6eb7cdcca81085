type Xml = string | null | undefined;

/** An element; none where there is nothing in it. */
export function xml(name: string, ...content: readonly Xml[]): string {
  const inside = content.filter((each) => each !== null && each !== undefined && each !== '').join('');
  return inside === '' ? '' : `<${name}>${inside}</${name}>`;
}

export interface StatusLine {
  readonly endToEndId?: string;
  readonly instructionId?: string;
  readonly uetr?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly text?: string;
}

export interface StatusBlock {
  readonly id?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly payments?: readonly StatusLine[];
}

export interface StatusReport {
  readonly id?: string;
  readonly original?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly blocks?: readonly StatusBlock[];
  readonly namespace?: string;
}

const reasonXml = (reason?: string, text?: string) =>
  xml('StsRsnInf', xml('Rsn', xml('Cd', reason)), xml('AddtlInf', text));

/** A pain.002 as a bank writes it. */
export function statusReport({
  id = 'REPORT-1',
  original,
  status,
  reason,
  blocks = [],
  namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10',
}: StatusReport): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${namespace}">${xml(
    'CstmrPmtStsRpt',
    xml('GrpHdr', xml('MsgId', id), xml('CreDtTm', '2019-08-06T08:00:00Z')),
    xml('OrgnlGrpInfAndSts', xml('OrgnlMsgId', original), xml('GrpSts', status), reasonXml(reason)),
    ...blocks.map((block) =>
      xml(
        'OrgnlPmtInfAndSts',
        xml('OrgnlPmtInfId', block.id),
        xml('PmtInfSts', block.status),
        reasonXml(block.reason),
        ...(block.payments ?? []).map((payment) =>
          xml(
            'TxInfAndSts',
            xml('OrgnlInstrId', payment.instructionId),
            xml('OrgnlEndToEndId', payment.endToEndId),
            xml('OrgnlUETR', payment.uetr),
            xml('TxSts', payment.status),
            reasonXml(payment.reason, payment.text),
          ),
        ),
      ),
    ),
  )}</Document>`;
}

export interface EntryTransaction {
  readonly endToEndId?: string;
  readonly uetr?: string;
  readonly instructionId?: string;
  readonly block?: string;
  readonly amount?: string;
  /** As it was ordered, where the account is held in another currency. */
  readonly ordered?: string;
  readonly orderedIn?: string;
  readonly returnReason?: string;
  readonly returnText?: string;
  readonly charge?: string;
  /** Within the amount. */
  readonly includedCharge?: string;
}

export interface StatementEntry {
  readonly amount: string;
  readonly currency?: string;
  readonly direction?: 'DBIT' | 'CRDT';
  readonly status?: string;
  readonly isReversal?: boolean;
  readonly code?: readonly [string, string, string];
  readonly block?: string;
  readonly charge?: string;
  readonly bookedOn?: string;
  readonly transactions?: readonly EntryTransaction[];
}

export interface Statement {
  readonly kind?: 'camt.053' | 'camt.054';
  readonly version?: '02' | '04' | '08';
  readonly id?: string;
  readonly iban?: string;
  readonly entries: readonly StatementEntry[];
}

/** A camt.053 or camt.054 as a bank writes it. */
export function statement({
  kind = 'camt.054',
  version = '08',
  id = 'STATEMENT-1',
  iban = 'GB33BUKB20201555555555',
  entries,
}: Statement): string {
  const money = (name: string, amount: string | undefined, currency = 'USD') =>
    amount === undefined ? '' : `<${name} Ccy="${currency}">${amount}</${name}>`;
  const chargeXml = (charge?: string, currency?: string) =>
    charge === undefined
      ? ''
      : xml('Chrgs', version === '02' ? money('Amt', charge, currency) : xml('Rcrd', money('Amt', charge, currency)));
  const entryXml = (entry: StatementEntry) =>
    xml(
      'Ntry',
      money('Amt', entry.amount, entry.currency),
      xml('CdtDbtInd', entry.direction ?? 'DBIT'),
      entry.isReversal === true ? xml('RvslInd', 'true') : '',
      version === '08' ? xml('Sts', xml('Cd', entry.status ?? 'BOOK')) : xml('Sts', entry.status ?? 'BOOK'),
      xml('BookgDt', xml('Dt', entry.bookedOn ?? '2019-08-06')),
      entry.code === undefined
        ? ''
        : xml(
            'BkTxCd',
            xml(
              'Domn',
              xml('Cd', entry.code[0]),
              xml('Fmly', xml('Cd', entry.code[1]), xml('SubFmlyCd', entry.code[2])),
            ),
          ),
      chargeXml(entry.charge, entry.currency),
      xml(
        'NtryDtls',
        xml('Btch', xml('PmtInfId', entry.block)),
        ...(entry.transactions ?? []).map((each) =>
          xml(
            'TxDtls',
            xml(
              'Refs',
              xml('PmtInfId', each.block),
              xml('InstrId', each.instructionId),
              xml('EndToEndId', each.endToEndId),
              xml('UETR', each.uetr),
            ),
            version === '02' ? '' : money('Amt', each.amount, entry.currency),
            xml(
              'AmtDtls',
              xml('InstdAmt', money('Amt', each.ordered, each.orderedIn)),
              xml('TxAmt', version === '02' ? money('Amt', each.amount, entry.currency) : ''),
            ),
            chargeXml(each.charge, entry.currency),
            each.includedCharge === undefined
              ? ''
              : xml(
                  'Chrgs',
                  xml('Rcrd', money('Amt', each.includedCharge, entry.currency), xml('ChrgInclInd', 'true')),
                ),
            xml('RtrInf', xml('Rsn', xml('Cd', each.returnReason)), xml('AddtlInf', each.returnText)),
          ),
        ),
      ),
    );
  const [root, inner] = kind === 'camt.053' ? ['BkToCstmrStmt', 'Stmt'] : ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${kind}.001.${version}">${xml(
    root,
    xml('GrpHdr', xml('MsgId', id), xml('CreDtTm', '2019-08-06T20:00:00Z')),
    xml(inner, xml('Id', `${id}-A`), xml('Acct', xml('Id', xml('IBAN', iban))), ...entries.map(entryXml)),
  )}</Document>`;
}
