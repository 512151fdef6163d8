import { translator } from '../messages.ts'
import type { PageContext } from '../page.ts'
import { frameMessages } from '../words/frame.ts'

/** The way to the progress of what a request has started; none without any task. */
export const jobLink = (
  { language }: PageContext,
  { job_id: id }: { job_id: string | null },
): { path: string; label: string } | undefined =>
  id === null
    ? undefined
    : { path: `/jobs/${id}`, label: translator(language, frameMessages)('openJob') }
