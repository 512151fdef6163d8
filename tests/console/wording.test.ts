import { expect, describe } from 'vitest'
import { LANGUAGES } from '../../src/base/languages.ts'
import { filledPaths, fillConsole } from './fill/index.ts'
import { aReader, aUser, test } from './kit.ts'
import { faultsOf, STRANGE_TEXT } from './wording.ts'

/** Pages without a filling of their own. */
const FURTHER = ['/users', '/tokens', '/audit', '/profile', '/nothing', '/confirm']

describe('no page', () => {
  test.for(LANGUAGES)(
    'in %s has an identifier, a validator’s words or another language',
    { timeout: 60_000 },
    async (language, { db, served }) => {
      await fillConsole(db, { text: STRANGE_TEXT })
      const { token } = await aUser(db, `reader-${language}`, 'admin')
      const reader = aReader({ served, token, language })
      const faults: string[] = []
      for (const path of [...filledPaths, ...FURTHER]) {
        const { source } = await reader.open(path)
        faults.push(...faultsOf(source, language).map((fault) => `${path}: ${fault}`))
      }

      expect(faults).toEqual([])
    },
  )
})
