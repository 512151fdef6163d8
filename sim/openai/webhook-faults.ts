/** Faults of an event's delivery; a new kind is one more entry. */
export const WEBHOOK_FAULTS = {
  duplicate: { does: 'delivers the event twice, under one id' },
  out_of_order: { does: 'delays the event until another one was delivered' },
  wrong_signature: { does: 'signs the first attempt with another key' },
  stale: { does: 'signs the first attempt as of ten minutes ago' },
  lost: { does: 'never delivers the event' },
} satisfies Record<string, { does: string }>

export type WebhookFaultKind = keyof typeof WEBHOOK_FAULTS
