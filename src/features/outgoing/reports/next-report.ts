import { nextTick } from '../../../scheduler/timetable.ts'

export type Rhythm = { weekday: number; hour: number }
type CampaignWindow = { endsAt: Date | null; timeZone: string }

/**
 * The time of the next report after `now`: weekly while the campaign runs, and the last one at the
 * same hour after its end. Null when that time is over, too.
 */
export function nextReport(
  { weekday, hour }: Rhythm,
  { endsAt, timeZone }: CampaignWindow,
  now: Date,
): Date | null {
  const weekly = nextTick({ pattern: `0 ${hour} * * ${weekday % 7}`, timeZone }, now)
  if (endsAt === null || weekly === null || weekly < endsAt) return weekly
  // A tick is after the time that is given; the end itself may be one.
  const beforeEnd = new Date(endsAt.getTime() - 1)
  const last = nextTick({ pattern: `0 ${hour} * * *`, timeZone }, beforeEnd)
  return last !== null && last > now ? last : null
}
