/** Where the forms of the work list are sent. */
export function decisionsHref(campaignId: string): string {
  return `/campaigns/${campaignId}/work/decisions`;
}

export function proofsHref(campaignId: string): string {
  return `/campaigns/${campaignId}/work/proofs`;
}

export function answerHref(campaignId: string, question: number): string {
  return `/campaigns/${campaignId}/work/questions/${String(question)}/answer`;
}
