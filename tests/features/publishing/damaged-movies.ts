import { makeMovie } from '../../../sim/files/make-movie.ts'
import { expect, test } from '../../fixtures/test.ts'
import { uploadsWorld } from './uploads-world.ts'

/** Where a camera says that it was. */
export const PLACE = '+43.2380+076.9450/'

/** Tests that movies with one wrong byte, at so many places before their media, are answered. */
export function answersDamaged(places: number): void {
  test(`damaged at ${places} places: nothing but an answer comes of it`, async ({ db }) => {
    const { upload } = await uploadsWorld(db)
    const small = makeMovie({ seconds: 1, hasTelemetry: true, place: PLACE })
    const end = small.indexOf('mdat')
    for (let n = 0; n < places; n += 1) {
      const copy = Buffer.from(small)
      // The same places and bytes each time.
      copy[24 + ((n * 7_919) % (end - 24))] = (n * 101) % 256
      const { status } = await upload(copy)
      expect([201, 422], `damage ${n}`).toContain(status)
    }
  })
}
