import { refusalOfText } from '../../../platforms/graph-refusals.ts'
import type { ExecutionRow } from './store/execution-list.ts'

/**
 * Returns the co-authors because of whom a publication failed: those whom the platform's message
 * names, otherwise all whom it invites if the platform refuses people. A person who is tagged may
 * be meant as well: leaving co-authors out would not help then.
 */
export function refusedOf(
  { status, error, uninvited }: Pick<ExecutionRow, 'status' | 'error' | 'uninvited'>,
  collaborators: readonly string[],
): string[] {
  if (status !== 'failed' || error?.class !== 'order_refused') return []
  const invited = collaborators.filter((name) => !uninvited.includes(name))
  const named = namesIn(error.message)
  if (named.size > 0) return invited.filter((name) => named.has(name))
  return refusalOfText(error.code)?.reason === 'people_refused' ? invited : []
}

const namesIn = (message: string): ReadonlySet<string> =>
  new Set([...message.matchAll(/@([\w.]{1,30})/g)].map(([, name = '']) => bare(name)))

/** A sentence may end with a name. */
const bare = (name: string) => name.toLowerCase().replace(/\.$/, '')
