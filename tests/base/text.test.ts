import { expect, test } from 'vitest'
import { cleanText } from '../../src/base/text.ts'

test('removes what PostgreSQL refuses and keeps everything else', () => {
  expect(cleanText('a\0b\uD83Dc\uDE00d')).toBe('abcd')
  expect(cleanText('мама 💛 👨‍👩‍👧 қазақша\n\t')).toBe('мама 💛 👨‍👩‍👧 қазақша\n\t')
})
