import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { inSharedSnapshot, type Session } from '../../database/index.js';
import { invariant, SeatbackError } from '../../kernel/index.js';
import { casesOfRanges } from '../facts/customer-cases.js';
import { cutRange, type KeyRange } from '../facts/key-ranges.js';
import { loadPartnerFacts } from '../facts/partner-facts.js';
import { loadRunFacts } from '../facts/run-facts.js';
import { CustomerEvaluation } from './evaluate-customers.js';
import type { EvaluationAnswer, EvaluationRequest, EvaluationTask, ThreadFailure } from './evaluation-thread.js';

interface EvaluatedBytes {
  readonly lines: Uint8Array<ArrayBuffer>;
  readonly customers: number;
  readonly customersSeen: number;
}

/** What a thread of the crew runs: it answers one request after the other until it is told to end. */
const port = parentPort;
invariant(port !== null, 'this program runs in a thread');
const task = workerData as EvaluationTask;
try {
  await inSharedSnapshot(task.shared, async (session) => {
    const evaluate = await evaluationOf(session);
    let evaluated: AsyncGenerator<EvaluatedBytes, void> | undefined;
    for (;;) {
      const [request] = (await once(port, 'message')) as [EvaluationRequest];
      if (request === 'end') return;
      if (request !== 'next') evaluated = evaluate(request);
      const next = await evaluated?.next();
      if (next?.done === false) port.postMessage(next.value satisfies EvaluationAnswer, [next.value.lines.buffer]);
      else port.postMessage('no more' satisfies EvaluationAnswer);
    }
  });
} catch (error) {
  port.postMessage({ failure: failureOf(error) } satisfies EvaluationAnswer);
}
port.close();

async function evaluationOf(session: Session): Promise<(stretch: KeyRange) => AsyncGenerator<EvaluatedBytes, void>> {
  const { snapshot, keysTogether } = task;
  const partners = await loadPartnerFacts(session, snapshot);
  const run = await loadRunFacts(session, snapshot);
  const evaluation = new CustomerEvaluation(run, snapshot.terms);
  const encoder = new TextEncoder();
  return async function* (stretch) {
    const ranges = cutRange(stretch, keysTogether);
    const batches = casesOfRanges(session, snapshot, partners, run.billingKnown, ranges, { range: stretch });
    for await (const { cases, customersTold } of batches) {
      const { lines, customers } = evaluation.linesOf(cases);
      yield { lines: encoder.encode(lines), customers, customersSeen: customersTold };
    }
  };
}

function failureOf(error: unknown): ThreadFailure {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { message, stack, report: error instanceof SeatbackError ? error.report : undefined };
}
