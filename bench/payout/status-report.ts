import { closeSync, openSync, writeSync } from 'node:fs';

/** A pain.002 that names each of so many payments: most of them accepted, every hundredth rejected with its reason. */
export function writeStatusReport(file: string, statuses: number): void {
  const opened = openSync(file, 'w');
  writeSync(
    opened,
    '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>' +
      '<GrpHdr><MsgId>BENCH-REPORT</MsgId><CreDtTm>2026-11-18T12:00:00+00:00</CreDtTm></GrpHdr>' +
      '<OrgnlGrpInfAndSts><OrgnlMsgId>SB-BENCH</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>' +
      '<OrgnlPmtInfAndSts><OrgnlPmtInfId>SB-BENCH-1</OrgnlPmtInfId>\n',
  );
  for (let number = 1; number <= statuses; number += 1) {
    const status =
      number % 100 === 0
        ? '<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Account closed</AddtlInf></StsRsnInf>'
        : '<TxSts>ACSC</TxSts>';
    writeSync(
      opened,
      `<TxInfAndSts><OrgnlInstrId>SB-BENCH-${String(number)}</OrgnlInstrId><OrgnlEndToEndId>SB-BENCH-${String(number)}</OrgnlEndToEndId>` +
        `<OrgnlUETR>5ea7bacc-0000-4000-8000-${number.toString(16).padStart(12, '0')}</OrgnlUETR>${status}` +
        `<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">${String(100 + (number % 900))}.00</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>\n`,
    );
  }
  writeSync(opened, '</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>\n');
  closeSync(opened);
}
