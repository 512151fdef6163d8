import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { examineDisk, warnOfDisk } from '../../src/db/server/disk-check.ts'
import { keepLog } from '../queue/kit.ts'

const OWN = { databaseUrl: undefined, embeddedPostgresFolder: `${tmpdir()}/not-there-yet/gramd` }
const GIB = 2 ** 30

describe('a disk', () => {
  test.for([
    [6 * GIB, 'ok', '6.4 GB'],
    [2 * GIB, 'warn', '2.1 GB'],
    [0.4 * GIB, 'fail', '0.4 GB'],
  ] as const)('with %i bytes free: %s', async ([free, status, text]) => {
    const asked: string[] = []
    const freeBytes = async (folder: string) => {
      asked.push(folder)
      return free
    }

    const finding = await examineDisk(OWN, freeBytes)

    expect(finding).toMatchObject({ check: 'disk', status, found: `${text} free at ${tmpdir()}` })
    // Folders that a first start makes are on the disk of the one that is there.
    expect(asked).toEqual([tmpdir()])
  })

  test('that is nearly full is named at the start, with the remedy', async () => {
    const { log, lines } = keepLog()

    await warnOfDisk(OWN, log, async () => 10 * GIB)
    await warnOfDisk(OWN, log, async () => 2 * GIB)

    expect(lines).toMatchObject([
      {
        level: 'warn',
        msg: 'the disk is nearly full',
        found: `2.1 GB free at ${tmpdir()}`,
        remedy: expect.stringContaining('free disk space'),
      },
    ])
  })

  test('is asked for what it has free', async () => {
    expect((await examineDisk(OWN)).found).toMatch(/^\d+\.\d GB free at /)
  })
})
