import { expect, test } from 'vitest'
import { findLeaks } from './secret-scan.ts'

const secret = { name: 'password', value: 'pä"ss wo/rd+%41\\Ж' }
const { value } = secret

test.for([
  ['plain', `it is ${value}!`],
  ['capitals', value.toUpperCase()],
  ['a form', new URLSearchParams({ password: value }).toString()],
  ['JSON', JSON.stringify({ password: value })],
  ['JSON in JSON', JSON.stringify({ body: JSON.stringify({ password: value }) })],
  ['JSON in ASCII', String.raw`{"password":"p\u00E4\"ss wo/rd+%41\\\u0416"}`],
  ['percent', `a=1&password=${encodeURIComponent(value)}`],
  ['percent in lower case', encodeURIComponent(value).toLowerCase()],
  ['hexadecimal digits', String.raw`\x${Buffer.from(`{${value}}`).toString('hex')}`],
  ['Base64', Buffer.from(value).toString('base64')],
  ['Base64 behind one byte', Buffer.from(`:${value}`).toString('base64')],
  ['Base64 behind two bytes', Buffer.from(`u:${value} and more`).toString('base64')],
  ['Base64 for URLs', Buffer.from(value).toString('base64url')],
] as const)('a secret is found in the form of %s', ([, text]) => {
  expect(findLeaks('a log', text, [secret])[0]).toMatchObject({ name: 'password', place: 'a log' })
})

test('a text without it is clean', () => {
  expect(findLeaks('a log', 'the password was refused: ***', [secret])).toEqual([])
})
