import { expect, test } from 'vitest'
import { sufficient } from '../../../../src/platforms/instagram/answers/picture.ts'

const at = (width: number | null, height: number | null) => ({
  url: `https://cdn/${width}x${height}`,
  width,
  height,
})

test.for([
  ['the smallest that is large enough', [at(1080, 1350), at(640, 800), at(720, 900)], '640x800'],
  ['whatever its place', [at(320, 400), at(512, 640), at(1080, 1350)], '512x640'],
  ['a wide one by its height', [at(1080, 566), at(640, 335), at(1440, 755)], '1080x566'],
  ['the biggest where none is large enough', [at(150, 150), at(480, 480), at(320, 320)], '480x480'],
  ['no crop of another shape', [at(1080, 1350), at(640, 640)], '1080x1350'],
  ['one that was rounded to whole pixels', [at(1080, 1351), at(750, 938)], '750x938'],
  ['the first where sizes are not told', [at(null, null), at(null, 900)], 'nullxnull'],
] as const)('of the pictures of a post it takes %s', ([, candidates, taken]) => {
  expect(sufficient(candidates)).toBe(`https://cdn/${taken}`)
})

test('there is none where no picture has an address', () => {
  expect(sufficient([])).toBeNull()
  expect(sufficient([null, { url: null, width: 640, height: 640 }])).toBeNull()
})
