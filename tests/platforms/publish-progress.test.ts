import { expect, test } from 'vitest'
import { filesSent } from '../../src/platforms/publish-progress.ts'
import { OfficialProgress } from '../../src/platforms/publishing/official-containers.ts'
import { PrivateProgress } from '../../src/platforms/publishing/private-upload.ts'

const item = { id: '1', isReady: false, missingSince: null }

test('files that have arrived are counted in what either publisher stores', () => {
  const priv: PrivateProgress = { staged: ['1', '2', '2 cover'], people: {} }
  const official: OfficialProgress = {
    startedAt: 0,
    items: [
      { ...item, isSent: true },
      { ...item, isSent: false },
    ],
    carousel: null,
  }
  expect([priv, official].map(filesSent)).toEqual([3, 1])
  expect([null, undefined, 'x', { other: [] }].map(filesSent)).toEqual([0, 0, 0, 0])
  expect(PrivateProgress.parse(priv)).toEqual(priv)
  expect(OfficialProgress.parse(official)).toEqual(official)
})
