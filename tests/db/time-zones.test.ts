import { expect } from 'vitest'
import { MisconfiguredError } from '../../src/base/startup-error.ts'
import { compareTimeZones, requireTimeZones } from '../../src/db/server/time-zones.ts'
import { testOnSharedDatabase as test } from '../fixtures/test.ts'

const NOW = new Date('2026-06-01T00:00:00Z')
const warned: unknown[] = []
const LOG = { warn: (...words: unknown[]) => void warned.push(words) }
const zones = (cronTimeZone: string, activeHoursTimeZone = 'UTC') => ({
  cronTimeZone,
  activeHoursTimeZone,
})

test('zones that both sides read alike have no fault', async ({ db }) => {
  for (const zone of ['UTC', 'Europe/Berlin', 'asia/almaty', 'Asia/Kolkata', 'America/New_York'])
    expect(await compareTimeZones(db, zones(zone, zone), NOW)).toEqual([])
})

test.for([
  [
    'IST',
    'GRAMD_CRON_TIMEZONE=IST is an abbreviation that Node reads as UTC+5:30 and PostgreSQL as UTC+2',
  ],
  [
    'CET',
    'GRAMD_CRON_TIMEZONE=CET is an abbreviation that Node reads as UTC+2 and PostgreSQL as UTC+1',
  ],
] as const)('the abbreviation %s is refused with both readings', async ([zone, says], { db }) => {
  const [fault] = await compareTimeZones(db, zones(zone), NOW)
  expect(fault).toMatchObject({ setting: 'GRAMD_CRON_TIMEZONE', message: says, isFatal: true })
  await expect(requireTimeZones(db, zones(zone), LOG, NOW)).rejects.toThrow(MisconfiguredError)
})

test('a zone that PostgreSQL does not know is refused', async ({ db }) => {
  await expect(requireTimeZones(db, zones('UTC', 'Mars/Base'), LOG, NOW)).rejects.toThrow(
    'GRAMD_ACTIVE_HOURS_TIMEZONE=Mars/Base is not a time zone of PostgreSQL: set the name of an area and a city, as in Europe/Berlin',
  )
})

test('a zone whose data differ is warned of, with the day and both offsets', async ({ db }) => {
  // The embedded server has older data than Node 24.21.
  await requireTimeZones(db, zones('Africa/Casablanca'), LOG, NOW)
  expect(warned).toHaveLength(1)
  expect(await compareTimeZones(db, zones('Africa/Casablanca'), NOW)).toEqual([
    expect.objectContaining({
      setting: 'GRAMD_CRON_TIMEZONE',
      isFatal: false,
      message: expect.stringMatching(
        /^GRAMD_CRON_TIMEZONE=Africa\/Casablanca is UTC\+\d for Node and UTC\+\d for PostgreSQL from 20\d\d-\d\d-\d\d on/,
      ),
    }),
  ])
})
