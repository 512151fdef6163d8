import { invalidField, NoSuchRecordError } from '../../base/errors.ts'
import { findLanguage } from '../../base/languages.ts'
import type { Principal } from '../../http/access/principal.ts'
import { nextTick } from '../../scheduler/timetable.ts'
import type { Services } from '../services.ts'
import { Rules } from './rules.ts'
import { findList, findReceivers, findWatch, putWatch, type WatchFields } from './store/watches.ts'
import { DEFAULT_WATCH, notWatched, viewWatch, type WatchChange } from './watch-view.ts'

type Parts = Pick<Services, 'db' | 'clock' | 'config'>

/** The watch of a list, or how it would begin. Throws NoSuchRecordError for an unknown list. */
export async function getWatch({ db }: Pick<Services, 'db'>, userId: string | null, list: string) {
  const watch = await findWatch(db, userId, list)
  if (watch) return viewWatch(watch)
  const known = await findList(db, list)
  if (!known) throw new NoSuchRecordError(`no list ${list}`)
  return notWatched(known)
}

type DigestTime = Pick<WatchFields, 'digest' | 'digest_time' | 'digest_weekday'>

/** The next time of a digest after now, in the zone of all schedules; null without digests. */
export function nextDigest(
  { digest, digest_time, digest_weekday }: DigestTime,
  now: Date,
  timeZone: string,
): Date | null {
  if (digest === 'at_once') return null
  const [hour, minute] = digest_time.split(':').map(Number)
  const day = digest === 'weekly' ? digest_weekday % 7 : '*'
  return nextTick({ pattern: `${minute ?? 0} ${hour ?? 0} * * ${day}`, timeZone }, now)
}

/**
 * Watches a list, or changes its watch: what is not sent stays. A watch of a user begins with
 * messages to them, one of the service with messages to the team. Throws NoSuchRecordError, and
 * InvalidInputError for a receiver who is no active user.
 */
export async function setWatch(
  services: Parts,
  principal: Principal,
  list: string,
  change: WatchChange,
) {
  const { db, clock, config } = services
  const userId = principal.user?.id ?? null
  const watch = await getWatch(services, userId, list)
  const known = { ...watch, receivers: watch.receivers.map(({ login }) => login) }
  const all = merged(
    watch.is_watched ? known : { ...known, ...(await beginning(services, principal)) },
    change,
  )
  if (findLanguage(all.language) === undefined)
    throw invalidField('language', 'is none that gramd speaks', { code: 'unknown_value' })
  const logins = all.receivers
  const ids = await findReceivers(db, logins)
  const unknown = logins.find((login) => !ids.has(login))
  if (unknown !== undefined)
    throw invalidField('receivers', `there is no active user ${unknown}`, {
      code: 'unknown_reference',
    })
  const time = {
    digest: all.digest,
    digest_time: all.digest_time,
    digest_weekday: all.digest_weekday,
  }
  await putWatch(db, list, {
    ...time,
    rules: Rules.parse(all),
    receivers: [...ids.values()],
    is_for_team: all.is_for_team,
    language: all.language,
    next_digest_at: nextDigest(time, clock.now(), config.cronTimeZone),
  })
  return await getWatch(services, userId, list)
}

type Settings = {
  [Name in keyof WatchChange]-?: Exclude<WatchChange[Name], undefined>
}

/** Puts the sent settings in place of the stored ones. */
const merged = (known: Settings, change: WatchChange): Settings => {
  const sent = Object.entries(change).filter(([, value]) => value !== undefined)
  return { ...known, ...(Object.fromEntries(sent) as Partial<Settings>) }
}

/** Returns how a watch begins: its user gets the messages, in their language. */
async function beginning(
  { db }: Parts,
  { user }: Principal,
): Promise<Pick<Settings, 'receivers' | 'is_for_team' | 'language'>> {
  const { is_for_team, language: usual } = DEFAULT_WATCH
  if (!user) return { receivers: [], is_for_team: true, language: usual }
  const row = await db
    .selectFrom('shared.users')
    .select(['login', 'language'])
    .where('id', '=', user.id)
    .executeTakeFirst()
  const language = findLanguage(row?.language) ?? usual
  return { receivers: row?.login ? [row.login] : [], is_for_team, language }
}
