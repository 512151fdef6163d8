import type { TaskContext } from '../../../queue/task-type.ts'
import type { NamedPerson } from '../../erasures.ts'
import type { Services } from '../../services.ts'
import type { CreatorsProgress, PagesProgress } from '../progress.ts'

/**
 * Stores how far a discovery is, without those who were erased: pages name them, too. An erasure
 * that comes later finds what is stored; one that is under way is waited for. Throws
 * LeaseLostError.
 */
export async function saveProgress(
  { services: { erasures }, checkpoint }: TaskContext<Services>,
  progress: PagesProgress | CreatorsProgress,
): Promise<void> {
  let saved: unknown = progress
  await checkpoint(
    progress,
    async (tx) => void (saved = without(progress, await erasures.erasedOf(tx, peopleIn(progress)))),
    () => saved,
  )
}

type Person = NamedPerson & { username: string }

const isPerson = (value: object): value is Person =>
  'username' in value && typeof value.username === 'string'

/**
 * Returns all people in a value, at any depth: also in the state of a page, which is the platform's
 * own.
 */
function peopleIn(value: unknown): Person[] {
  if (Array.isArray(value)) return value.flatMap(peopleIn)
  if (typeof value !== 'object' || value === null) return []
  return isPerson(value) ? [value] : Object.values(value).flatMap(peopleIn)
}

function without(value: unknown, people: ReadonlySet<object>): unknown {
  if (people.size === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value))
    return value.flatMap((each: unknown) =>
      typeof each === 'object' && each !== null && people.has(each) ? [] : [without(each, people)],
    )
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, without(each, people)]),
  )
}
