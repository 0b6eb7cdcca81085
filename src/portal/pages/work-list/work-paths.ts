export function workListHref(campaignId: string): string {
  return `/campaigns/${campaignId}/work-list`;
}

/** Where the forms of the work list are sent. */
export function decisionsHref(campaignId: string): string {
  return `${workListHref(campaignId)}/decisions`;
}

export function proofsHref(campaignId: string): string {
  return `${workListHref(campaignId)}/proofs`;
}

export function answerHref(campaignId: string, question: number): string {
  return `${workListHref(campaignId)}/questions/${String(question)}/answer`;
}
