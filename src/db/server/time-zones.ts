import { sql } from 'kysely'
import { MisconfiguredError } from '../../base/startup-error.ts'
import type { Logger } from '../../base/log/log.ts'
import type { CoreConfig } from '../../settings/core.ts'
import type { Db } from '../handles.ts'

const DAY_MS = 86_400_000
/**
 * Governments announce clock changes some months ahead; both sides learn them only from their data.
 */
const PAST_DAYS = 31
const AHEAD_DAYS = 3 * 366

type Zones = Pick<CoreConfig, 'cronTimeZone' | 'activeHoursTimeZone'>
const VARIABLES = {
  cronTimeZone: 'GRAMD_CRON_TIMEZONE',
  activeHoursTimeZone: 'GRAMD_ACTIVE_HOURS_TIMEZONE',
} as const satisfies Record<keyof Zones, string>

/** A setting whose time zone Node and PostgreSQL read differently. */
export type ZoneFault = {
  setting: string
  message: string
  remedy: string
  /** The two readings have nothing in common; otherwise they differ on some days only. */
  isFatal: boolean
}

/**
 * Throws a MisconfiguredError about the first zone with a fatal fault; logs the others as warnings.
 */
export async function requireTimeZones(
  db: Db,
  zones: Zones,
  log: Pick<Logger, 'warn'>,
  now = new Date(),
): Promise<void> {
  const faults = await compareTimeZones(db, zones, now)
  const fatal = faults.find(({ isFatal }) => isFatal)
  if (fatal) throw new MisconfiguredError(`${fatal.message}: ${fatal.remedy}`)
  for (const { setting, message, remedy } of faults) log.warn({ setting, remedy }, message)
}

/**
 * Compares how Node, which runs cron, and PostgreSQL, which computes active hours, read the zones
 * of the settings: the offset from UTC on each day of the next three years.
 */
export async function compareTimeZones(db: Db, zones: Zones, now: Date): Promise<ZoneFault[]> {
  const overrides = Object.entries(VARIABLES).flatMap(([name, setting]) => {
    const zone = name === 'cronTimeZone' ? zones.cronTimeZone : zones.activeHoursTimeZone
    return zone === 'UTC' ? [] : [{ setting, zone }]
  })
  if (overrides.length === 0) return []
  const days = sampleDays(now)
  const known = await readZones(db, [...new Set(overrides.map(({ zone }) => zone))], days)
  return overrides.flatMap(({ setting, zone }) => {
    const fault = faultOf(zone, known.get(zone), days)
    return fault ? [{ setting, ...fault, message: `${setting}=${zone} ${fault.message}` }] : []
  })
}

const sampleDays = (now: Date): Date[] =>
  Array.from(
    { length: PAST_DAYS + AHEAD_DAYS },
    (_, at) => new Date(now.getTime() + (at - PAST_DAYS) * DAY_MS),
  )

type ServerZone = { zone: string; isAbbreviation: boolean; offsets: number[] | null }

/**
 * Reads offsets in seconds; null for zones unknown to PostgreSQL. An abbreviation takes precedence
 * over a zone of the same name there.
 */
async function readZones(
  db: Db,
  zones: readonly string[],
  days: readonly Date[],
): Promise<ReadonlyMap<string, ServerZone>> {
  const { rows } = await sql<ServerZone>`
    select zone, "isAbbreviation", case when "isAbbreviation" or is_name then (
        select array_agg(extract(epoch from (day at time zone zone) - (day at time zone 'UTC'))::int order by day)
        from unnest(${days}::timestamptz[]) day
      ) end as offsets
    from (
      select zone,
        exists (select from pg_timezone_abbrevs where abbrev = upper(zone)) as "isAbbreviation",
        exists (select from pg_timezone_names where lower(name) = lower(zone)) as is_name
      from unnest(${zones}::text[]) zone
    ) input`.execute(db)
  return new Map(rows.map((row) => [row.zone, row]))
}

function faultOf(
  zone: string,
  server: ServerZone | undefined,
  days: readonly Date[],
): Omit<ZoneFault, 'setting'> | null {
  if (!server?.offsets)
    return {
      message: 'is not a time zone of PostgreSQL',
      remedy: 'set the name of an area and a city, as in Europe/Berlin',
      isFatal: true,
    }
  const offsets = nodeOffsets(zone, days)
  const at = offsets.findIndex((offset, day) => offset !== server.offsets?.[day])
  const [day, ours, theirs] = [days[at], offsets[at], server.offsets[at]]
  if (day === undefined || ours === undefined || theirs === undefined) return null
  if (server.isAbbreviation)
    return {
      message: `is an abbreviation that Node reads as ${inHours(ours)} and PostgreSQL as ${inHours(theirs)}`,
      remedy: 'set the name of an area and a city, as in Europe/Berlin',
      isFatal: true,
    }
  return {
    message:
      `is ${inHours(ours)} for Node and ${inHours(theirs)} for PostgreSQL from ` +
      `${day.toISOString().slice(0, 10)} on, because their time zone data are of different ` +
      `releases (Node has ${process.versions['tz'] ?? 'its own'}): active hours and cron ticks ` +
      'are an hour apart then',
    remedy: 'update the server (its package tzdata) and gramd',
    isFatal: false,
  }
}

function nodeOffsets(zone: string, days: readonly Date[]): number[] {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  return days.map((day) => {
    const name = format.formatToParts(day).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes, seconds] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? []
    const size = Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
    return sign === '-' ? -size : size
  })
}

function inHours(offset: number): string {
  const size = Math.abs(offset)
  const minutes = Math.floor((size % 3_600) / 60)
  return `UTC${offset < 0 ? '-' : '+'}${Math.floor(size / 3_600)}${
    minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`
  }`
}
