import { expect, test } from 'vitest'
import {
  compareVersions,
  schemaFault,
  schemaState,
  type Applied,
} from '../../../src/db/migrations/schema-state.ts'

const OWN = [
  { name: '0001_a.sql', checksum: 'a' },
  { name: '0002_b.sql', checksum: 'b' },
]

const applied = (name: string, checksum: string, more: Partial<Applied> = {}): Applied => ({
  name,
  checksum,
  phase: 'expand',
  version: '1.0.0',
  commit: null,
  applied_at: new Date(0),
  ...more,
})

const BOTH = [applied('0001_a.sql', 'a'), applied('0002_b.sql', 'b')]

test.for<[what: string, rows: Applied[] | null, state: object, fault: RegExp | null]>([
  ['no gramd', [], { kind: 'empty' }, null],
  ['a gramd before 1.0', null, { kind: 'before-1' }, /gramd upgrade --from-pre-1 FILE/],
  ['this gramd', BOTH, { kind: 'current', version: '1.0.0' }, null],
  [
    'an older gramd',
    BOTH.slice(0, 1),
    { kind: 'older', missing: ['0002_b.sql'], version: '1.0.0' },
    null,
  ],
  [
    'a gramd whose file is another one',
    [applied('0001_a.sql', 'x', { version: '1.0.1' })],
    { kind: 'edited', name: '0001_a.sql', version: '1.0.1' },
    /do not edit 0001_a\.sql/,
  ],
  [
    'a newer gramd that has expanded it',
    [...BOTH, applied('0003_c.sql', 'c', { version: '1.10.0' })],
    { kind: 'newer', names: ['0003_c.sql'], version: '1.10.0', isCompatible: true },
    null,
  ],
  [
    'a newer gramd that has removed from it',
    [
      ...BOTH,
      applied('0003_c.sql', 'c', { version: '1.9.0' }),
      applied('0004_d.sql', 'd', { version: '1.10.0', phase: 'contract' }),
    ],
    { kind: 'newer', version: '1.10.0', isCompatible: false },
    /install gramd 1\.10\.0 or newer, or restore the backup from before/,
  ],
])('a schema of %s', ([, rows, expected, fault]) => {
  const state = schemaState(rows, OWN)

  expect(state).toMatchObject(expected)
  const found = schemaFault(state)
  if (fault === null) expect(found).toBeNull()
  else expect(found?.remedy).toMatch(fault)
})

test.for([
  ['1.0.0', '1.0.0', 0],
  ['1.10.0', '1.9.9', 1],
  ['0.1.0', '1.0.0', -1],
  ['1.2', '1.2.1', -1],
] as const)('version %s beside %s', ([one, other, sign]) => {
  expect(Math.sign(compareVersions(one, other))).toBe(sign)
  expect(Math.sign(compareVersions(other, one))).toBe(sign === 0 ? 0 : -sign)
})
