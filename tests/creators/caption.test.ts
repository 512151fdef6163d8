import { expect, test } from 'vitest'
import { hashtagsOf, mentionsOf } from '../../src/creators/caption.ts'
import { unwrapLink } from '../../src/platforms/instagram/answers/link.ts'

test.for([
  ['#АлматыМама #мама', ['алматымама', 'мама']],
  ['💛#мама❤️ и 🔥#дети🔥', ['мама❤️', 'дети🔥']],
  ['#я❤️город', ['я❤️город']],
  ['#❤️', ['❤️']],
  ['#👩🏽‍🍳 #🇰🇿алматы', ['👩🏽‍🍳', '🇰🇿алматы']],
  ['#brand™ #nike®', ['brand', 'nike']],
  ['#one#two', ['one', 'two']],
  ['#Қазақстан_2026!', ['қазақстан_2026']],
  ['#дупло #Дупло', ['дупло']],
  ['#211014 #1 #️⃣ # ##', ['211014', '1']],
  ['#1️⃣ #5⃣', []],
  ['#1сентября', ['1сентября']],
  ['＃mama', ['mama']],
  ['&#39;quote&#39; https://a.kz/page#fragment https://a.kz/#211014', []],
  ['#и\u0306од', ['йод']],
  ['', []],
] as const)('finds the hashtags of "%s"', ([caption, expected]) => {
  expect(hashtagsOf(caption)).toEqual(expected)
})

test.for([
  ['Спасибо @Kaspi.kz.', ['kaspi.kz']],
  ['@a @b, @a', ['a', 'b']],
  ['💛@ada_1💛', ['ada_1']],
  ['(@ada)', ['ada']],
  ['Follow..@ab.c_d! now.@ada', ['ab.c_d', 'ada']],
  ['mail ada@example.com', []],
  ['https://tiktok.com/@ada', []],
  ['@привет @... @', []],
] as const)('finds the mentions of "%s"', ([caption, expected]) => {
  expect(mentionsOf(caption)).toEqual(expected)
})

test.for([
  [
    'https://l.instagram.com/?u=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2&e=AT',
    'https://example.com/a?b=1&c=2',
  ],
  ['https://example.com/a', 'https://example.com/a'],
  ['example.com', 'example.com'],
  [
    'https://l.facebook.com/l.php?u=https%3A%2F%2Fl.instagram.com%2F%3Fu%3Dhttps%253A%252F%252Fexample.com',
    'https://example.com',
  ],
  ['https://l.instagram.com/', 'https://l.instagram.com/'],
  ['javascript:alert(1)', null],
  ['not a link', null],
  ['', null],
] as const)('%s leads to %s', ([link, expected]) => {
  expect(unwrapLink(link)).toBe(expected)
})
