import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeMovie, movieBox, type MovieOrder } from '../../../sim/files/make-movie.ts'
import { boxesIn } from '../../../src/features/publishing/uploads/mp4/boxes.ts'
import { readTracks } from '../../../src/features/publishing/uploads/mp4/tracks.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { answersDamaged, PLACE } from './damaged-movies.ts'
import { uploadsWorld } from './uploads-world.ts'

const namesOf = (file: Buffer): string[] => boxesIn(file, 0, file.length).map(({ type }) => type)

/** The bytes of pictures and of sound, in the order of their tracks. */
function samplesOf(file: Buffer): Buffer[] {
  const moov = boxesIn(file, 0, file.length).find(({ type }) => type === 'moov')
  return readTracks(file.subarray(moov?.start, moov?.end))
    .filter(({ handler }) => handler !== 'meta')
    .map(({ chunks }) =>
      Buffer.concat(chunks.map(({ offset, bytes }) => file.subarray(offset, offset + bytes))),
    )
}

describe('a video', () => {
  test('that is as platforms want it is stored as it came', async ({ db }) => {
    const { upload, files, folder } = await uploadsWorld(db)
    const movie = makeMovie()

    const { status, body } = await upload(movie, 'cat.mp4')

    expect(status).toBe(201)
    expect(body).toMatchObject({
      kind: 'video',
      media_type: 'video/mp4',
      width: 1_080,
      height: 1_920,
      duration_ms: 6_000,
      frame_rate: 30,
      codecs: ['avc', 'aac'],
      bytes: movie.length,
      conversions: [],
      warnings: [],
    })
    const [name = '', ...others] = await files()
    expect(others).toEqual([])
    expect((await readFile(join(folder, name))).equals(movie)).toBe(true)
    expect(body.fits?.filter(({ violations }) => violations.length === 0)).toMatchObject([
      { type: 'reel', route: 'official' },
      { type: 'reel', route: 'private' },
      { type: 'carousel', route: 'official' },
      { type: 'carousel', route: 'private' },
    ])
  })

  test('gets its index first, and loses places, foreign tracks and what nobody plays', async ({
    db,
  }) => {
    const { upload, files, folder } = await uploadsWorld(db)
    const movie = makeMovie({ isMoovLast: true, place: PLACE, hasTelemetry: true, brand: 'qt  ' })
    const given = Buffer.concat([movie, movieBox('uuid', Buffer.from(`0123456789abcdef${PLACE}`))])

    const { body } = await upload(given, 'drone.MOV')

    expect(body).toMatchObject({
      media_type: 'video/quicktime',
      conversions: ['index_moved', 'tags_removed', 'tracks_removed'],
      codecs: ['avc', 'aac'],
    })
    const [name = ''] = await files()
    expect(name).toMatch(/\.mov$/)
    const stored = await readFile(join(folder, name))
    expect(namesOf(stored)).toEqual(['ftyp', 'moov', 'mdat'])
    expect(stored.includes(PLACE)).toBe(false)
    expect(given.includes('meta 0')).toBe(true)
    expect(stored.includes('meta 0')).toBe(false)
    expect(samplesOf(stored).map(String)).toEqual(samplesOf(given).map(String))
    expect(stored.length).toBe(body.bytes)
    // What was made of it needs nothing more.
    expect((await upload(stored)).body.conversions).toEqual([])
  })

  test('loses data that nothing refers to, and large padding', async ({ db }) => {
    const { upload } = await uploadsWorld(db)
    const first = makeMovie()
    const padded = Buffer.concat([first, movieBox('free', Buffer.alloc(5_000, 'PK'))])
    expect((await upload(padded)).body.conversions).toEqual(['unused_removed'])
    const hidden = Buffer.concat([first, movieBox('mdat', Buffer.from('#!/bin/sh'))])
    expect((await upload(hidden)).body.conversions).toEqual(['unused_removed'])
  })

  test('may be HEVC, silent, and turned by its player', async ({ db }) => {
    const { upload } = await uploadsWorld(db)
    const turned = await upload(makeMovie({ videoCodec: 'hvc1', rotation: 90 }))
    expect(turned.body).toMatchObject({
      width: 1_920,
      height: 1_080,
      codecs: ['hevc', 'aac'],
      warnings: ['turned_by_player'],
    })
    const silent = await upload(makeMovie({ audioCodec: null }))
    expect(silent.body).toMatchObject({ codecs: ['avc'], conversions: [] })
  })

  test.for<[MovieOrder, string, RegExp]>([
    [{ videoCodec: null }, 'no_video', /no pictures/],
    [{ videoCodec: 'mp4v' }, 'codec', /codec mp4v, and H\.264 or HEVC/],
    [{ videoCodec: 'apcn' }, 'codec', /codec prores/],
    [{ audioCodec: 'alac' }, 'audio_codec', /codec alac, and AAC/],
    [{ audioRate: 64_000 }, 'audio_rate', /64 kHz, and at most 48 kHz/],
    [{ frameRate: 15 }, 'frame_rate', /15 frames a second, and at least 23/],
    [{ frameRate: 120 }, 'frame_rate', /120 frames a second, and at most 60/],
    [{ frameRate: 60.2 }, 'frame_rate', /60\.2 frames a second, and at most 60/],
    [{ frameRate: 60.04 }, 'frame_rate', /60\.04 frames a second, and at most 60/],
    [{ frameRate: 22.99 }, 'frame_rate', /22\.99 frames a second, and at least 23/],
    [{ seconds: 0.3 }, 'duration', /0\.3\d* s, and at least 0\.5 s/],
    [{ seconds: 901, frameRate: 24, frameBytes: 4 }, 'duration', /901.* s, and at most 900 s/],
    [{ width: 2_160, height: 3_840 }, 'width', /2160 px, and at most 1920 px/],
    [{ width: 1_900, height: 100 }, 'ratio', /19:1, and at most 10:1/],
    [{ frameBytes: 110_000, seconds: 3 }, 'bit_rate', /26\.4 Mbit\/s, and at most 25 Mbit/],
  ])('%j is refused with the rule and the value', async ([order, rule, words], { db }) => {
    const { upload, files } = await uploadsWorld(db)

    const { status, body } = await upload(makeMovie(order))

    expect(status).toBe(422)
    expect(body.errors).toEqual([
      { field: 'file', code: rule, reason: expect.stringMatching(words) },
    ])
    expect(await files()).toEqual([])
  })

  test.for([23, 23.976, 29.97, 50, 59.94, 60])(
    'of %d frames a second is taken',
    async (frameRate, { db }) => {
      const { upload } = await uploadsWorld(db)
      expect(await upload(makeMovie({ frameRate }))).toMatchObject({ status: 201 })
    },
  )

  test('is told which type and route takes it', async ({ db }) => {
    const { upload } = await uploadsWorld(db)
    const violations = async (order: MovieOrder) =>
      (await upload(makeMovie(order))).body.fits?.flatMap(({ type, route, violations: [first] }) =>
        first === undefined || type === 'photo'
          ? []
          : [`${type} ${route}: ${String(first['rule'])}`],
      )
    expect(await violations({ seconds: 1 })).toEqual([
      'reel official: duration',
      'carousel official: duration',
      'carousel private: duration',
    ])
    expect(await violations({ width: 500, height: 1_000 })).toEqual([
      'reel private: ratio',
      'carousel private: ratio',
    ])
    expect(await violations({ width: 1_080, height: 1_920 })).toEqual([])
  })
})

/** A copy with other bytes at one place. */
function patched(file: Buffer, find: string, offset: number, value: number): Buffer {
  const copy = Buffer.from(file)
  copy.writeUInt32BE(value, copy.indexOf(find, 0, 'latin1') + offset)
  return copy
}

describe('a video is refused that is', () => {
  const movie = makeMovie()
  const late = makeMovie({ isMoovLast: true })
  const mdat = movie.indexOf('mdat') - 4

  test.for<[string, Buffer, string]>([
    ['empty', Buffer.alloc(0), 'bytes'],
    ['cut in its pictures', movie.subarray(0, movie.length / 2), 'complete'],
    ['cut before its index', late.subarray(0, late.indexOf('moov') - 4), 'complete'],
    ['cut within its index', late.subarray(0, late.length - 100), 'complete'],
    ['followed by other bytes', Buffer.concat([movie, Buffer.from('hello')]), 'complete'],
    ['its index alone', movie.subarray(0, mdat), 'complete'],
    [
      'lying about where its pictures are',
      Buffer.concat([movie.subarray(0, mdat), movieBox('mdat', Buffer.alloc(10))]),
      'complete',
    ],
    ['two films', Buffer.concat([movie, movie]), 'complete'],
    ['fragmented', Buffer.concat([movie, movieBox('moof', Buffer.alloc(16))]), 'fragmented'],
    [
      'made of nothing but boxes',
      Buffer.concat([movie, ...Array.from({ length: 1_001 }, () => movieBox('free'))]),
      'structure',
    ],
    ['an index of gigabytes', patched(movie, 'stsz', 12, 0xffff_fff0), 'samples'],
    ['claiming endless times', patched(movie, 'stts', 12, 0xffff_fff0), 'samples'],
    ['with a table that is too long', patched(movie, 'stsc', 8, 200_000), 'structure'],
    ['with more samples in chunks than there are', patched(movie, 'stsc', 16, 9_999), 'structure'],
    ['with a box that is too long', patched(movie, 'stbl', -4, 0x00ff_ffff), 'structure'],
    ['without a size', patched(patched(movie, 'avc1', 28, 0), 'tkhd', 80, 0), 'structure'],
    ['with its pictures in another file', patched(movie, 'url ', 4, 0), 'structure'],
    [
      'a ZIP, too',
      Buffer.concat([
        movie,
        movieBox('free', Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)),
      ]),
      'polyglot',
    ],
    [
      'a PDF, too',
      Buffer.concat([
        movie.subarray(0, 20),
        movieBox('free', Buffer.from('%PDF-1.7')),
        movie.subarray(20),
      ]),
      'polyglot',
    ],
  ])('%s', async ([, file, rule], { db }) => {
    const { upload, files } = await uploadsWorld(db)

    const { status, body } = await upload(file, 'film.mp4')

    expect([status, body.errors?.map(({ code }) => code)]).toEqual([422, [rule]])
    expect(await files()).toEqual([])
  })

  answersDamaged(40)
})
