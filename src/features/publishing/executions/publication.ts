import { z } from 'zod'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'

export const PublicationPayload = z.object({
  execution_id: z.uuid(),
  /** Grows with each retry, which is a task of its own, less urgent. */
  attempt: z.int().default(0),
})

const Result = z.object({ status: z.string() })
export type PublicationResult = z.output<typeof Result>

const URGENT_PRIORITY = 2
const USUAL_PRIORITY = 4
/** Retries give way to what was not tried yet. */
export const RETRY_PRIORITY = 7

/** Returns the priority of a publication that a person begins. */
export const priorityOf = ({ is_urgent }: { is_urgent: boolean }): number =>
  is_urgent ? URGENT_PRIORITY : USUAL_PRIORITY

/**
 * The task type `publish_to_account` without its handler, for code that enqueues such tasks; the
 * handler enqueues some, too.
 */
export const publication = defineTask<
  Services,
  z.output<typeof PublicationPayload>,
  PublicationResult,
  z.input<typeof PublicationPayload>
>({
  name: 'publish_to_account',
  summary: 'Publishes a post on one account.',
  access: { read: 'publishing:read', write: 'publishing:write' },
  payload: PublicationPayload,
  result: Result,
  priority: USUAL_PRIORITY,
  resource: 'none',
  share: 'publishing',
  limit: { max: { of: ({ config }) => config.publishAtOnce }, key: () => 'publishing' },
  dedupeKey: ({ execution_id, attempt }) => `${execution_id} ${attempt}`,
  subject: ({ execution_id }) => `execution:${execution_id}`,
})
