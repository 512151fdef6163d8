import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { argumentsFor } from './arguments.ts'
import { ROOT, type Reader } from './find-readers.ts'
import { slownessOn } from './measure.ts'
import { OTHER_READERS } from './other-readers.ts'
import { SHAPES } from './shapes.ts'

/** Tests that each reader takes time as its text, of `length` characters in each hostile shape. */
export function timesOfReaders(readers: readonly Reader[], length: number): void {
  describe('the time of a reader grows as its text', () => {
    test.for(readers.map((reader) => [`${reader.path} ${reader.name}`, reader] as const))(
      '%s',
      { timeout: 300_000 },
      async ([, reader]) => {
        const reason = 'say in tests/linear/arguments.ts what it needs beside its text'
        expect(argumentsFor(reader, ''), reason).toBeDefined()
        const module = (await import(join(ROOT, reader.path))) as Record<
          string,
          (...given: unknown[]) => unknown
        >
        const read = (text: string) => module[reader.name]?.(...(argumentsFor(reader, text) ?? []))
        expect(slownessOn(read, SHAPES, length)).toBeUndefined()
      },
    )

    test.for(OTHER_READERS)('%s', { timeout: 300_000 }, ([, read]) => {
      expect(slownessOn(read, SHAPES, length)).toBeUndefined()
    })
  })
}
