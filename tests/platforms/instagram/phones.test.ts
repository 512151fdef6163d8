import { IgApiClient } from 'instagram-private-api'
import { expect, test } from 'vitest'
import { NEWEST_APP } from '../../../src/accounts/app-profiles.ts'
import { PHONE_LISTS, phoneOf } from '../../../src/platforms/instagram/phones.ts'
import { Build, DeviceString } from '../../../src/platforms/instagram/foreign/session-fields.ts'
import { prepareDevice } from '../../../src/platforms/instagram/session-state.ts'

function deviceOf(seed: string) {
  const { state } = new IgApiClient()
  prepareDevice(state, NEWEST_APP, seed)
  const { deviceString, build, deviceId, uuid, appUserAgent } = state
  return { deviceString, build, deviceId, uuid, appUserAgent }
}

/** API level by release, of Android 10 to 15. */
const RELEASES = new Map([
  ['29', '10'],
  ['30', '11'],
  ['31', '12'],
  ['33', '13'],
  ['34', '14'],
  ['35', '15'],
])

test('every phone of ours has Android 10 to 15, and the form that the app gives it', () => {
  const phones = [...PHONE_LISTS.values()].flat()
  expect(phones.length).toBeGreaterThanOrEqual(20)
  for (const { device, build } of phones) {
    const [level = '', release] = device.split(';')[0]?.split('/') ?? []
    expect(RELEASES.get(level), device).toBe(release)
    expect(DeviceString.safeParse(device).success, device).toBe(true)
    expect(Build.safeParse(build).success, build).toBe(true)
  }
  expect(new Set(phones.map(({ device }) => device)).size).toBe(phones.length)
})

test('a seed keeps its phone, and seeds spread over all of them', () => {
  const seed = '2026:0198d0c2-6a3e-7000-8000-000000000001'
  expect(deviceOf(seed)).toEqual(deviceOf(seed))
  // Fixed for the life of an account: a changed list would give accounts another one.
  expect(phoneOf(seed)).toEqual({
    build: 'AP3A.240905.015.A2',
    device: '35/15; 450dpi; 1080x2340; samsung; SM-A556E; a55x; s5e8845',
  })
  const seen = Array.from({ length: 500 }, (_, n) => phoneOf(`2026:${n}`)?.device)
  expect(new Set(seen).size).toBe(PHONE_LISTS.get('2026')?.length)
})

test('the phone is in the user agent, with the ids of the seed', () => {
  const seed = '2026:a seed'
  const { appUserAgent, deviceString } = deviceOf(seed)
  expect(deviceString).toBe(phoneOf(seed)?.device)
  expect(appUserAgent).toBe(`Instagram 449.0.0.52.84 Android (${deviceString}; en_US; 1079242191)`)
  expect(deviceOf('2026:another').deviceId).not.toBe(deviceOf(seed).deviceId)
})

test('seeds of earlier releases keep the phone that they had', () => {
  expect(phoneOf('0198d0c2-6a3e-7000-8000-000000000001')).toBeNull()
  const { state } = new IgApiClient()
  state.generateDevice('an older seed')
  expect(deviceOf('an older seed')).toMatchObject({
    deviceString: state.deviceString,
    build: state.build,
    deviceId: state.deviceId,
  })
})
