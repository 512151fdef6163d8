import { expect } from 'vitest'
import { aReader, aUser, test } from './kit.ts'

const SECRET = 'hunter-2-password'

test('accounts are checked line by line, then added; nothing secret comes back', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'adder', 'admin')
  const { open, send } = aReader({ served, token })
  const proxy = 'http://user:gate-secret@adder.example:8080'
  const text = `username,password,proxy\nfirst_one,${SECRET},${proxy}\nsecond one,${SECRET},\n`

  const page = await open('/accounts/add-many')
  expect(page.text).toContain('Or choose a file')
  const checked = await send('/accounts/add-many', { act: 'check', text })
  expect(checked.status).toBe(200)
  expect(checked.text).toContain('Will be added 1')
  expect(checked.text).toContain('Add 1 account')
  expect(checked.text).toContain(
    '3 Error @second one a password a free one username : Use up to 30',
  )
  expect(checked.text).toContain('http://adder.example:8080')

  const other = await send('/accounts/add-many', { act: 'add', text, expected: '2' })
  expect(other.status).toBe(409)
  const added = await send('/accounts/add-many', { act: 'add', text, expected: '1' })
  expect(added.text).toContain('Result Added 1')
  for (const { source } of [checked, other, added])
    expect(source).not.toMatch(new RegExp(`${SECRET}|gate-secret`))
  expect((await open('/accounts?text=first_one')).text).toContain('@first_one')

  const lines = /name="lines" value="([^"]*)"/.exec(added.source)?.[1]?.replaceAll('&quot;', '"')
  const file = await send('/accounts/import-report', { lines: lines ?? '' })
  expect(file.source).toContain('2,first_one,added,')
  expect((await send('/accounts/import-report', { lines: 'nothing' })).status).toBe(200)
})

test('a file needs no script; one that is none, or is too large, is told so', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'filer', 'admin')
  const upload = async (text: string | Uint8Array<ArrayBuffer>) => {
    const body = new FormData()
    body.set('act', 'check')
    body.set('file', new Blob([text]), 'accounts.csv')
    const headers = { cookie: `gramd=${token}`, origin: served.url }
    const answer = await fetch(`${served.url}/console/accounts/add-many`, {
      method: 'POST',
      headers,
      body,
    })
    return { status: answer.status, text: await answer.text() }
  }
  expect((await upload(`username,password\nfrom_file,${SECRET}\n`)).text).toContain('from_file')
  // As Excel writes "Unicode text", and as it writes CSV on a Windows for Russian.
  const wide = Uint8Array.from(
    Buffer.from(`\uFEFFusername\tnotes\r\nwide_file\tВесна\r\n`, 'utf16le'),
  )
  expect((await upload(wide)).text).toContain('wide_file')
  const narrow = Uint8Array.from([...Buffer.from('username;notes\r\na;'), 0xc2, 0xe5, 0xf1])
  expect(await upload(narrow)).toMatchObject({
    status: 422,
    text: expect.stringContaining('CSV UTF-8'),
  })
  expect(await upload('[]')).toMatchObject({
    status: 422,
    text: expect.stringContaining('This cannot be read as accounts.'),
  })
  expect((await upload('')).status).toBe(422)
  expect((await upload('x'.repeat(4_000_000))).status).toBe(413)
})
