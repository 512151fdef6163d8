import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'

/** The argument of all commands on one post. */
export const POST = { name: 'POST', about: 'its id: see gramd posts list' } as const
/** The columns of the post that these commands show. */
export const POST_COLUMNS = ['id', 'status', 'type', 'executions'] as const

export const CANCELLED = {
  says: (answer: unknown): string =>
    fieldAt(answer, 'cancelled') === 0
      ? 'Cancelled the post. No publication of it was waiting.'
      : `Cancelled the post and ${counted(fieldAt(answer, 'cancelled'), 'publication')} that had not begun.`,
  fields: ['post.id', 'post.status', 'post.executions'],
}

export const RETRIED = {
  says: (answer: unknown): string =>
    fieldAt(answer, 'retried') === 0
      ? 'There is nothing to try again.'
      : `Trying ${counted(fieldAt(answer, 'retried'), 'publication')} again. gramd posts show ` +
        'POST says how far they are.',
}

export const TRANSLATING = {
  says: (answer: unknown): string =>
    `Translating its caption in task ${String(fieldAt(answer, 'task_id'))}. gramd posts ` +
    'captions POST shows the translations.',
}
