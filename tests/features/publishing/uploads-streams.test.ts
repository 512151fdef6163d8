import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeMovie, movieBox, type MovieOrder } from '../../../sim/files/make-movie.ts'
import { boxesIn } from '../../../src/features/publishing/uploads/mp4/boxes.ts'
import { codecFacts } from '../../../src/features/publishing/uploads/mp4/codec-facts.ts'
import { readSamples } from '../../../src/features/publishing/uploads/mp4/samples.ts'
import { readTracks } from '../../../src/features/publishing/uploads/mp4/tracks.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { uploadsWorld, type UploadsWorld } from './uploads-world.ts'

const SECOND = 90_000
const FRAME = SECOND / 30

function moovOf(file: Buffer): Buffer {
  const moov = boxesIn(file, 0, file.length).find(({ type }) => type === 'moov')
  return file.subarray(moov?.start, moov?.end)
}

/** The samples of pictures and of sound. */
function tracksOf(file: Buffer) {
  const moov = moovOf(file)
  return readTracks(moov).map(({ box }) => {
    const samples = readSamples(moov, box)
    const data = samples.offsets.map((offset, place) =>
      file.subarray(offset, offset + (samples.sizes[place] ?? 0)),
    )
    return { ...samples, data }
  })
}

async function stored({ folder, files }: UploadsWorld): Promise<Buffer> {
  const [name = ''] = await files()
  return await readFile(join(folder, name))
}

/** Bits as a parameter set has them. */
function parameterSet(fields: readonly (readonly [value: number, bits: number | 'ue'])[]): Buffer {
  const bits = fields.map(([value, size]) => {
    if (size !== 'ue') return value.toString(2).padStart(size, '0')
    const code = (value + 1).toString(2)
    return '0'.repeat(code.length - 1) + code
  })
  const text = `${bits.join('')}1`
  const bytes = text.match(/.{1,8}/g)?.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2))
  return Buffer.from([0x67, ...(bytes ?? [])])
}

/** H.264 with 8 or 10 bits, in this chroma, of whole frames or fields. */
const avcOf = ({ profile = 100, chroma = 1, depth = 8, isInterlaced = false }) =>
  parameterSet([
    [profile, 8],
    [0, 8],
    [40, 8],
    [0, 'ue'],
    ...([
      [chroma, 'ue'],
      ...(chroma === 3 ? ([[0, 1]] as const) : []),
      [depth - 8, 'ue'],
      [depth - 8, 'ue'],
      [0, 1],
      [0, 1],
    ] as const),
    [0, 'ue'],
    [0, 'ue'],
    [2, 'ue'],
    [4, 'ue'],
    [0, 1],
    [67, 'ue'],
    [119, 'ue'],
    [isInterlaced ? 0 : 1, 1],
  ])

describe('what Meta’s page names of pictures and sound', () => {
  test.for<[string, MovieOrder, string, RegExp]>([
    ['4:2:2', { parameterSet: avcOf({ profile: 122, chroma: 2 }) }, 'chroma', /4:2:2, and 4:2:0/],
    ['4:4:4', { parameterSet: avcOf({ profile: 244, chroma: 3 }) }, 'chroma', /4:4:4/],
    ['fields', { parameterSet: avcOf({ isInterlaced: true }) }, 'scan', /interlaced/],
    ['5.1', { channels: 6 }, 'audio_channels', /6 channels, and at most 2/],
  ])('%s is refused with the way out', async ([, order, code, says], { db }) => {
    const world = await uploadsWorld(db)
    const { status, body } = await world.upload(makeMovie(order), 'a.mp4')
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([
      { field: 'file', code, reason: expect.stringMatching(says) },
    ])
    expect(body.errors?.[0]?.reason).toMatch(/; export it/)
  })

  test('is read from the configuration of the codec', () => {
    const of = (order: MovieOrder) => {
      const moov = moovOf(makeMovie(order))
      const [track] = readTracks(moov)
      return track && codecFacts(moov, track.box)
    }
    expect(of({ parameterSet: avcOf({}) })).toEqual({
      chroma: '4:2:0',
      bits: 8,
      isInterlaced: false,
    })
    expect(of({ parameterSet: avcOf({ profile: 110, depth: 10 }) })).toMatchObject({ bits: 10 })
    expect(of({ videoCodec: 'hvc1' })).toEqual({ chroma: '4:2:0', bits: 8, isInterlaced: false })
    // A set that is cut off says nothing.
    expect(of({ parameterSet: avcOf({}).subarray(0, 5) })).toMatchObject({ chroma: null })
  })

  test('4:2:0 of whole frames in stereo passes as it came', async ({ db }) => {
    const world = await uploadsWorld(db)
    const { body } = await world.upload(makeMovie({ parameterSet: avcOf({}) }), 'a.mp4')
    expect(body).toMatchObject({ conversions: [], warnings: [] })
  })
})

describe('a list of edits', () => {
  test('of a clip that was trimmed at a key frame is cut away for good', async ({ db }) => {
    const world = await uploadsWorld(db)
    const edits = { video: [[4_000, SECOND]], audio: [[4_000, 48_000]] } as const
    const movie = makeMovie({
      keyEvery: 10,
      shift: 2 * FRAME,
      edits: { video: [[4_000, SECOND + 2 * FRAME]], audio: edits.audio },
    })
    const before = tracksOf(movie)

    const { status, body } = await world.upload(movie, 'a.mp4')

    expect(status).toBe(201)
    expect(body).toMatchObject({ duration_ms: 4_000, frame_rate: 30, conversions: ['trimmed'] })
    const file = await stored(world)
    expect(file.includes('elst')).toBe(false)
    const [pictures, sound] = tracksOf(file)
    // A second of each is gone from the beginning, and another one from the end.
    expect(pictures?.data).toEqual(before[0]?.data.slice(30, 150))
    expect(pictures?.displayed.slice(0, 2)).toEqual([0, FRAME])
    expect([...(pictures?.sync ?? [])].slice(0, 2)).toEqual([0, 10])
    expect(sound?.data[0]).toEqual(before[1]?.data[47])
    expect(sound?.data.length).toBeCloseTo((4 * 48_000) / 1_024, -1)
  })

  test('that hides only the delay of an encoder goes, and nothing else', async ({ db }) => {
    const world = await uploadsWorld(db)
    const edits = { video: [[6_000, 2 * FRAME]], audio: [[6_000, 1_024]] } as const
    const movie = makeMovie({ keyEvery: 10, shift: 2 * FRAME, edits })

    const { body } = await world.upload(movie, 'a.mp4')

    expect(body).toMatchObject({ duration_ms: 6_000, conversions: ['edit_list_removed'] })
    const [before, after] = [tracksOf(movie), tracksOf(await stored(world))]
    expect(after[0]?.data).toEqual(before[0]?.data)
    expect(after[0]?.displayed[0]).toBe(0)
    expect(after[1]?.data).toEqual(before[1]?.data.slice(1))
  })

  test('of a film of 15 minutes is applied to all of its frames', async ({ db }) => {
    const world = await uploadsWorld(db)
    const order = { seconds: 890, frameRate: 60, frameBytes: 20, keyEvery: 60 }
    const edits = { video: [[880_000, SECOND]], audio: [[880_000, 48_000]] } as const
    const { status, body } = await world.upload(makeMovie({ ...order, edits }), 'a.mp4')
    expect(status).toBe(201)
    expect(body).toMatchObject({ duration_ms: 880_000, conversions: ['trimmed'] })
  })

  test.for<[string, MovieOrder, RegExp]>([
    [
      'between key frames',
      { keyEvery: 30, edits: { video: [[4_000, SECOND / 2]] } },
      /0\.5 s before its beginning/,
    ],
    [
      'in the middle',
      {
        edits: {
          video: [
            [1_000, 0],
            [4_000, 2 * SECOND],
          ],
        },
      },
      /parts in its middle/,
    ],
    ['at another speed', { edits: { video: [[12_000, 0, 0.5]] } }, /another speed/],
    [
      'with late sound',
      {
        edits: {
          audio: [
            [500, -1],
            [5_500, 0],
          ],
        },
      },
      /begins later/,
    ],
    [
      'with a gap',
      {
        edits: {
          video: [
            [1_000, 0],
            [500, -1],
            [4_500, SECOND],
          ],
        },
      },
      /shows nothing/,
    ],
  ])('that cannot be cut without loss is refused: %s', async ([, order, says], { db }) => {
    const { status, body } = await (await uploadsWorld(db)).upload(makeMovie(order), 'a.mp4')
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([{ code: 'edit_list', reason: expect.stringMatching(says) }])
  })
})

describe('names of devices and owners', () => {
  const NAME = "Anna's iPhone 15 Pro"

  test.for<[string, () => Buffer]>([
    ['handlers, compressors, aliases and entries', () => makeMovie({ name: NAME })],
    ['padding', () => Buffer.concat([makeMovie(), movieBox('free', Buffer.from(NAME))])],
    [
      'padding of an old index',
      () => Buffer.concat([makeMovie(), movieBox('skip', Buffer.from(NAME))]),
    ],
    ['a place and a name', () => makeMovie({ name: NAME, place: NAME })],
  ])('are gone from %s', async ([, make], { db }) => {
    const world = await uploadsWorld(db)
    const movie = make()
    expect(movie.includes(NAME)).toBe(true)
    const { status, body } = await world.upload(movie, 'a.mp4')
    expect(status).toBe(201)
    expect(body.conversions).toContain('tags_removed')
    const file = await stored(world)
    expect(file.includes('Anna')).toBe(false)
    expect(file.includes('iPhone')).toBe(false)
    expect(tracksOf(file).map(({ data }) => data)).toEqual(tracksOf(movie).map(({ data }) => data))
  })

  test('of a maker are no brand of the file', async ({ db }) => {
    const world = await uploadsWorld(db)
    const { body } = await world.upload(makeMovie({ brand: 'CAEP' }), 'a.mp4')
    expect(body).toMatchObject({ conversions: ['tags_removed'], media_type: 'video/mp4' })
    expect((await stored(world)).includes('CAEP')).toBe(false)
  })
})
