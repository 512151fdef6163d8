import { word, type Input } from '../../cli/command.ts'

/** What all commands on one post have. */
export const POST = { name: 'POST', about: 'its id: see gramd posts list' } as const
/** Of the post that they answer. */
export const SHOWN = ['id', 'status', 'type', 'executions'] as const

export const pathOf = (input: Pick<Input, 'words'>): string => `/api/posts/${word(input, 0)}`
