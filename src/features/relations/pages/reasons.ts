import { messageOf } from '../../../console/messages.ts'
import { messages } from '../texts/index.ts'
import type { Context } from './kit.ts'

/** People of a list that were found, and whom its profile counts. */
type Counts = { collected?: number | undefined; expected?: number | null | undefined }

/**
 * Says why a check or an answer is as it is, with the counts of its list; returns the code where
 * there are no words.
 */
export function reasonOf(
  { language, t }: Context,
  code: string,
  { collected, expected }: Counts = {},
): string {
  if (code !== 'only_few_shown') return messageOf(language, messages, `reason_${code}`) ?? code
  return collected === undefined || expected === undefined || expected === null
    ? t('reason_only_few_shown_unknown')
    : t('reason_only_few_shown', { n: collected, all: expected })
}
