import { saidIn } from '../../../base/refusal-texts.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { refusalOfText } from '../../../platforms/graph-refusals.ts'
import { filesSent } from '../../../platforms/publish-progress.ts'
import { pictureHash } from '../groups/account-picture.ts'
import { groupMark } from '../posts/dated-post-view.ts'
import { FAULTS, faultOf } from './faults.ts'
import { EXECUTION_STATUSES } from './life.ts'
import { refusedOf } from './refused-collaborators.ts'
import { whyNoRetry } from './retry-executions.ts'
import type { ExecutionRow } from './store/execution-list.ts'
import { WAIT_CODES, waitSentence } from './waits.ts'

export const ExecutionView = z
  .object({
    id: z.uuid(),
    account_id: z.uuid().nullable().openapi({ description: 'As groups list it' }),
    username: z.string(),
    group: z.object(groupMark).nullable().openapi({
      description: 'By which people know its account: one that chose it, else one that it is in',
    }),
    picture_hash: pictureHash,
    route: z.enum(['official', 'private']),
    language: z
      .string()
      .nullable()
      .openapi({
        description:
          'Of the caption, as the account got it; null: it has no words, or its language is ' +
          'unknown',
      }),
    caption: z.string().openapi({ description: 'As the account got it' }),
    comment: z
      .string()
      .nullable()
      .openapi({ description: 'The first comment, as the account got it' }),
    status: z.enum(EXECUTION_STATUSES),
    due_at: Timestamp,
    waits_for: z.string().nullable(),
    waits_code: z.enum(WAIT_CODES).nullable().openapi({
      description: 'null: it waits after an error, or not at all',
    }),
    retry_count: z.int(),
    instagram_media_id: z.string().nullable(),
    permalink: z.string().nullable(),
    begun_at: Timestamp.nullable(),
    sent_at: Timestamp.nullable().openapi({
      description: 'Of the last request that may have created the post',
    }),
    posted_at: Timestamp.nullable(),
    ended_at: Timestamp.nullable(),
    is_checked: z.boolean().openapi({
      description: 'It was read back from the account after it was published',
    }),
    files: z
      .object({ sent: z.int(), total: z.int() })
      .nullable()
      .openapi({ description: 'How many files have arrived; null: it is not uploading' }),
    warnings: z.array(z.string()).openapi({ description: 'What is not as it was ordered' }),
    error: z
      .object({
        class: z.string(),
        code: z.string().nullable(),
        message: z.string(),
        fault: z
          .enum(FAULTS)
          .nullable()
          .openapi({
            description:
              'What is at fault: the account, the order (caption, co-authors, tags), a file, or ' +
              'the moment, which passes; null where that is unknown',
          }),
        reason: z.string().nullable().openapi({
          description: 'What the code means, where that is known: the message begins with it',
        }),
        said: z.string().openapi({ description: 'What the platform itself said' }),
      })
      .nullable(),
    uninvited: z.array(z.string()).openapi({
      description: 'Co-authors of the post whom it does not invite: a person retried it without',
    }),
    refused_collaborators: z.array(z.string()).openapi({
      description:
        'Co-authors whom its failure names, or all of them where it names none: a retry without ' +
        'them may help',
    }),
    can_retry: z
      .boolean()
      .openapi({ description: 'It ended without a post, and trying it again may help' }),
    removed_at: Timestamp.nullable(),
    removal: z
      .object({ status: z.string(), message: z.string().nullable() })
      .nullable()
      .openapi({ description: 'How the last attempt to delete it at Instagram ended' }),
  })
  .openapi('Execution')

function viewError(status: ExecutionRow['status'], error: NonNullable<ExecutionRow['error']>) {
  const refusal = refusalOfText(error.code)
  // A number of a container that is in no table has the words of all failed containers.
  const isContainer = refusal === undefined && /^\d{7}$/.test(error.code ?? '')
  const reason = refusal?.reason ?? (isContainer ? 'processing_failed' : null)
  const fault = faultOf(status, error)
  return { ...error, fault, reason, said: saidIn(reason, error.message) }
}

/** The progress of an upload, as far as its publisher has stored it. */
const filesOf = ({
  step,
  status,
  progress,
  file_count: total,
}: Pick<ExecutionRow, 'step' | 'status' | 'progress' | 'file_count'>) =>
  step === 'upload' && status === 'posting'
    ? { sent: Math.min(filesSent(progress), total), total }
    : null

/** Returns a publication as the API shows it; `collaborators` are those of its post. */
export const viewExecution = (
  { waits_message: waitsMessage, step, progress, file_count, ...row }: ExecutionRow,
  collaborators: readonly string[],
) => ({
  ...row,
  refused_collaborators: refusedOf(row, collaborators),
  files: filesOf({ step, status: row.status, progress, file_count }),
  is_checked: row.status === 'success' && step === 'done' && !row.warnings.includes('not_checked'),
  error: row.error && viewError(row.status, row.error),
  waits_for: waitSentence(row.waits_for, waitsMessage),
  waits_code: row.waits_for === 'error' ? null : row.waits_for,
  can_retry: whyNoRetry({ status: row.status, reason: row.error?.class ?? null }) === null,
})
